import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Suite } from "./promises.ts";

/** One whole run of a suite, as it wrote it down. */
export interface SuiteRecord {
  readonly suite: Suite;
  readonly judges: readonly { readonly name: string; readonly version: string }[];
  /** ISO 8601. */
  readonly at: string;
  /** What was judged; with "+" if the checkout had changes of its own; absent outside Git. */
  readonly commit?: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  readonly facts: Readonly<Record<string, number | string>>;
}

/** Where tests/support/judgement.mjs writes each suite's last whole run. */
const RUNS = join(import.meta.dirname, "../../.cache/judgements");

/** The last runs, kept with the page that is made of them. */
export const KEPT = join(import.meta.dirname, "../../docs/evidence.json");

export function readKept(): readonly SuiteRecord[] {
  return existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, "utf8")) : [];
}

export function keep(records: readonly SuiteRecord[]): void {
  writeFileSync(KEPT, `${JSON.stringify(records, null, 2)}\n`);
}

/** The runs of this checkout, one of each suite. */
export function readRuns(): readonly SuiteRecord[] {
  if (!existsSync(RUNS)) return [];
  return readdirSync(RUNS)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(RUNS, name), "utf8")));
}

/** Of each suite the newest run, in the order of their names. */
export function newest(...lists: readonly (readonly SuiteRecord[])[]): readonly SuiteRecord[] {
  const bySuite = new Map<Suite, SuiteRecord>();
  for (const record of lists.flat()) {
    const known = bySuite.get(record.suite);
    if (known === undefined || known.at < record.at) bySuite.set(record.suite, record);
  }
  return [...bySuite.values()].sort((one, other) => (one.suite < other.suite ? -1 : 1));
}
