/** What our records say was removed, and how many partitions we have removed on which day. */

import type { Invocation } from "../world.ts";
import { byKey, type PartitionWord } from "./partition-history.ts";
import { identityOf } from "./upkeep-datasets.ts";

type Values = Readonly<Record<string, string>>;

export interface WrittenDown {
  readonly by: Invocation;
  /** When, in milliseconds. */
  readonly at: number;
  /** A partition's descriptor and parameters, as text. */
  readonly content: string;
  readonly location: string;
}

/** The key of a Location, as a prefix of its objects. */
export const pathOf = (location: string): string =>
  `${location.replace(/^\w+:\/\/[^/]+\//, "").replace(/\/+$/, "")}/`;

const UNDO = /^stock-trades-platform\/reconcile\/undo\/[^/]+\/[^/]+\/[^/]+\//;

export class UndoBook {
  readonly #written = new Map<string, WrittenDown[]>();
  /** By dataset and day. */
  readonly #removed = new Map<string, number>();

  /** Answers the Locations of what an object writes down. */
  read(by: Invocation, key: string, text: string, at: number): string[] {
    if (!UNDO.test(key)) return [];
    const { database, table, keys, partitions } = JSON.parse(text);
    for (const { values, location, input } of partitions) {
      const name = nameOf(`${database}.${table}`, byKey(keys, values));
      const all = this.#written.get(name) ?? [];
      this.#written.set(name, all);
      all.push({ by, at, content: contentOf(input), location });
    }
    return partitions.map(({ location }: { readonly location: string }) => location);
  }

  of(table: string, values: Values): readonly WrittenDown[] {
    return this.#written.get(nameOf(table, values)) ?? [];
  }

  /** Counts one more, and answers how many there are of that day. */
  count(dataset: string, day: string): number {
    const removed = (this.#removed.get(`${dataset} ${day}`) ?? 0) + 1;
    this.#removed.set(`${dataset} ${day}`, removed);
    return removed;
  }
}

export function contentOf({ StorageDescriptor, Parameters }: PartitionWord): string {
  return JSON.stringify([StorageDescriptor, Parameters ?? {}]);
}

const nameOf = (table: string, values: Values) => `${table} ${identityOf(values)}`;
