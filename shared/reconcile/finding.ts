import type { Pointing } from "../removal/port.ts";
import type { OddPartition } from "./catalogue.ts";

/** What a reconcile can find, in the order in which it is told. */
export const FINDINGS = {
  missing: "data in S3, and no such partition in Glue",
  orphaned: "a partition in Glue, and no data in its Location",
  elsewhere: "the partition's Location is not where its data lie",
  outside: "data of a day that the dataset cannot have",
  unplaceable: "data in a folder that is no partition of the dataset",
  nonData: "a folder that holds objects, none of which is data",
  foreign: "the partition's Location lies outside of the dataset's prefix",
  stale: "the partition lacks columns that its table has",
  differing: "the partition's columns differ from the table's otherwise",
} as const;

export type FindingKind = keyof typeof FINDINGS;

/** What S3 and Glue differ in; the other kinds are only told. */
export const DRIFT: readonly FindingKind[] = ["missing", "orphaned", "elsewhere"];

export interface Finding {
  readonly kind: FindingKind;
  /** The folder below the dataset's prefix; the values joined by "/", of a Location elsewhere; an object's key. */
  readonly what: string;
  /** In the dataset's key order; undefined of what is no partition. */
  readonly values: readonly string[] | undefined;
  /** Where it lies: what Glue holds if Glue holds it, else what S3 has. */
  readonly location: string | undefined;
  /** What else there is to know. */
  readonly note: string | undefined;
}

/** What lies outside of the prefix is left alone. */
export const foreign = ({ values, location }: Pointing): Finding => {
  return { kind: "foreign", what: values.join("/"), values, location, note: "it is left alone" };
};

/** A partition that points at a folder with data, which is another one's. */
export const misplaced = ({ values, folder, location }: OddPartition): Finding => {
  const note = `the Location of ${JSON.stringify(values)} in Glue`;
  return { kind: "elsewhere", what: folder, values, location, note };
};

export type Counts = Readonly<Record<FindingKind, number>>;

/** Counts findings, and keeps the first of each kind. */
export class Tally {
  readonly counts: Record<FindingKind, number>;
  readonly kept: Finding[];
  readonly #most: number;

  /** `most` is how many of each kind are kept. `counts` and `kept` go on where an earlier run was. */
  constructor(most: number, earlier?: { readonly counts: Counts; readonly kept: readonly Finding[] }) {
    this.#most = most;
    this.counts = { ...NOTHING, ...earlier?.counts };
    this.kept = [...(earlier?.kept ?? [])];
  }

  add(finding: Finding): void {
    this.counts[finding.kind] += 1;
    if (this.counts[finding.kind] <= this.#most) this.kept.push(finding);
  }
}

const NOTHING = Object.fromEntries(Object.keys(FINDINGS).map((kind) => [kind, 0])) as Record<
  FindingKind,
  number
>;

/** How far S3 and Glue lie apart, in words. */
export function drift({ counts: { missing, orphaned, elsewhere } }: Tally): string {
  return `${missing} missing, ${orphaned} orphaned, ${elsewhere} elsewhere`;
}
