import { type Arrival, type Message, readArrivals } from "./arrivals.ts";
import type { Dataset } from "./dataset.ts";
import type { Outcome } from "./outcome.ts";
import {
  endOfKeys,
  identityOf,
  notDataBelow,
  type Partition,
  type Placement,
  placeFolder,
} from "./partition.ts";
import { quoted } from "./text.ts";

/** What arrived, decided as far as it can be without asking Glue. A value: print it, compare it, or apply it. */
export interface RegistrationPlan {
  /** Every message of the batch, in its order. */
  readonly messages: readonly PlannedMessage[];
  /** What to ask of Glue: one entry per table, every partition once. */
  readonly tables: readonly TablePlan[];
}

export interface PlannedMessage {
  readonly message: Message;
  /** One per record of the message; at least one. */
  readonly records: readonly PlannedRecord[];
}

/** A record is settled already, or ends as its claim does. */
export type PlannedRecord =
  | { readonly dataset: Dataset | undefined; readonly settled: Outcome }
  | { readonly dataset: Dataset; readonly claim: Claim };

export interface TablePlan {
  readonly dataset: Dataset;
  readonly partitions: readonly PlannedPartition[];
}

/** Values that objects of this batch claim, each from a Location of its own; the preferred claim comes first. */
export interface PlannedPartition {
  readonly values: readonly string[];
  readonly claims: readonly Claim[];
}

/** "These values lie here", and the earliest object that said so. */
export interface Claim {
  readonly location: string;
  readonly inKeyOrder: boolean;
  readonly earliest: Provenance;
}

export interface Provenance {
  readonly key: string;
  /** ISO 8601 as S3 wrote it; undefined when the event did not say. */
  readonly time: string | undefined;
  readonly replayed: boolean;
}

/** The platform a plan is made for. */
export interface House {
  readonly datasets: readonly Dataset[];
  /** The bucket whose objects are registered; undefined takes any, for looking at events without a stage. */
  readonly bucket: string | undefined;
}

/** Bytes to facts to decisions: pure and total. The same messages in any order give the same requests. */
export function planRegistration(messages: readonly Message[], house: House): RegistrationPlan {
  const planner = new Planner(house);
  // One message after the other: what was parsed of a body is garbage before the next is read.
  const planned = messages.map((message) => planner.plan(message, readArrivals(message.body)));
  return { messages: planned, tables: planner.tables() };
}

/** The same for arrivals that were not read from a body, as those that a listing finds. */
export function planArrivals(
  batch: readonly { readonly message: Message; readonly arrivals: readonly Arrival[] }[],
  house: House,
): RegistrationPlan {
  const planner = new Planner(house);
  const planned = batch.map(({ message, arrivals }) => planner.plan(message, arrivals));
  return { messages: planned, tables: planner.tables() };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A partition's folder. Many objects of a batch share theirs, so each is placed once. */
interface Folder {
  readonly dataset: Dataset;
  readonly placement: Placement;
  claim: Writable<Claim> | undefined;
}

/** Values and the claims made on them so far. */
interface Claimed {
  readonly values: readonly string[];
  readonly claims: Writable<Claim>[];
}

class Planner {
  readonly #house: House;
  /** By bucket and path. */
  readonly #folders = new Map<string, Map<string, Folder>>();
  readonly #tables = new Map<Dataset, Map<string, Claimed>>();

  constructor(house: House) {
    this.#house = house;
  }

  plan(message: Message, arrivals: readonly Arrival[]): PlannedMessage {
    return { message, records: arrivals.map((arrival) => this.#decide(arrival, message)) };
  }

  #decide(arrival: Arrival, message: Message): PlannedRecord {
    if (arrival.kind === "malformed") return settled(undefined, arrival);
    if (arrival.kind === "notice") return settled(undefined, { kind: "ignored", reason: arrival.reason });
    if (this.#house.bucket !== undefined && arrival.bucket !== this.#house.bucket) {
      const reason = `foreign bucket ${quoted(arrival.bucket)}, expected ${this.#house.bucket}`;
      return settled(undefined, { kind: "ignored", reason });
    }
    const dataset = datasetOf(arrival.key, this.#house.datasets);
    if (dataset === undefined) return settled(undefined, foreignPrefix(this.#house.datasets));
    if (arrival.kind === "removed") return settled(dataset, { kind: "ignored", reason: "removal" });
    const cut = endOfKeys(dataset, arrival.key);
    const folder = this.#folder(dataset, arrival.bucket, arrival.key.slice(0, cut));
    const verdict = notDataBelow(arrival.key.slice(cut), arrival.size) ?? folder.placement;
    if (verdict.kind !== "partition") return settled(dataset, verdict);
    const provenance = { key: arrival.key, time: arrival.time, replayed: message.replayed };
    return { dataset, claim: this.#claim(folder, verdict.partition, provenance) };
  }

  tables(): TablePlan[] {
    return [...this.#tables].map(([dataset, partitions]) => ({
      dataset,
      partitions: [...partitions.values()].map(({ values, claims }) => ({
        values,
        claims: claims.length === 1 ? claims : claims.toSorted(byPreference),
      })),
    }));
  }

  #folder(dataset: Dataset, bucket: string, path: string): Folder {
    let folders = this.#folders.get(bucket);
    if (folders === undefined) {
      folders = new Map();
      this.#folders.set(bucket, folders);
    }
    let folder = folders.get(path);
    if (folder === undefined) {
      folder = { dataset, placement: placeFolder(dataset, bucket, path), claim: undefined };
      folders.set(path, folder);
    }
    return folder;
  }

  #claim(folder: Folder, { values, location, inKeyOrder }: Partition, provenance: Provenance): Claim {
    if (folder.claim === undefined) {
      folder.claim = { location, inKeyOrder, earliest: provenance };
      this.#claimsOn(folder.dataset, values).push(folder.claim);
    } else if (isEarlier(provenance, folder.claim.earliest)) {
      folder.claim.earliest = provenance;
    }
    return folder.claim;
  }

  /** The claims made so far on these values of this dataset. */
  #claimsOn(dataset: Dataset, values: readonly string[]): Writable<Claim>[] {
    let partitions = this.#tables.get(dataset);
    if (partitions === undefined) {
      partitions = new Map();
      this.#tables.set(dataset, partitions);
    }
    const identity = identityOf(values);
    let partition = partitions.get(identity);
    if (partition === undefined) {
      partition = { values, claims: [] };
      partitions.set(identity, partition);
    }
    return partition.claims;
  }
}

/** The dataset a key belongs to: the longest prefix wins. */
export function datasetOf(key: string, datasets: readonly Dataset[]): Dataset | undefined {
  let best: Dataset | undefined;
  for (const dataset of datasets) {
    if (key.startsWith(dataset.prefix) && dataset.prefix.length > (best?.prefix.length ?? 0)) best = dataset;
  }
  return best;
}

/** What becomes of a key that is no dataset's. */
export function foreignPrefix(datasets: readonly Dataset[]) {
  const reason = `foreign prefix, expected one of ${datasets.map(({ prefix }) => prefix).join(" ")}`;
  return { kind: "ignored", reason } as const;
}

function settled(dataset: Dataset | undefined, outcome: Outcome): PlannedRecord {
  return { dataset, settled: outcome };
}

/** Table key order first, then the smallest string: the same winner whatever the order of arrival. */
function byPreference(one: Claim, other: Claim): number {
  if (one.inKeyOrder !== other.inKeyOrder) return one.inKeyOrder ? -1 : 1;
  return one.location < other.location ? -1 : 1;
}

/** ISO times compare as text; an unknown time comes last, a tie goes to the smaller key. */
function isEarlier(one: Provenance, other: Provenance): boolean {
  const [a, b] = [one.time ?? "\uffff", other.time ?? "\uffff"];
  return a === b ? one.key < other.key : a < b;
}
