import type { EventPipeline } from "../../deploy/event-pipelines.ts";
import type { Column } from "../../shared/datasets/dataset.ts";
import type { StagePlace, Wanted } from "./wanted.ts";

/** What a stage should consist of, as its template says. */
export interface Expected {
  readonly stage: string;
  readonly pipelines: readonly ExpectedPipeline[];
  readonly tables: readonly ExpectedTable[];
  readonly views: readonly ExpectedView[];
  readonly crawlers: readonly string[];
  readonly workGroups: readonly string[];
  readonly topics: readonly string[];
  readonly schedules: readonly { readonly group: string; readonly names: readonly string[] }[];
  /** Seconds that an outage may last before SQS gives messages up. */
  readonly tolerableOutage: number;
  /** What its resources would be if they were made again there. */
  readonly wantedAt: (place: StagePlace) => Wanted;
}

/** A function that is fed by a queue. */
export interface ExpectedPipeline {
  readonly functionName: string;
  readonly queueName: string;
  readonly parkingName: string;
  /** Bring the events of an existing bucket, each of some of the datasets. */
  readonly rules: readonly ExpectedRule[];
  /** What happens to the objects of which it hears. */
  readonly events: EventPipeline["events"];
  /** Of the datasets whose events come here; may be none. */
  readonly prefixes: readonly string[];
}

export interface ExpectedRule {
  readonly name: string;
  readonly prefixes: readonly string[];
}

export interface ExpectedTable {
  readonly dataset: string;
  readonly database: string;
  readonly name: string;
  readonly prefix: string;
  readonly keys: readonly string[];
  /** Of the keys, in the same order. */
  readonly keyTypes: readonly string[];
  /** Those that are declared; none of a table that a crawler makes. */
  readonly columns: readonly Column[];
  /** The properties by which Athena computes its partitions; undefined if it asks Glue. */
  readonly projection: Readonly<Record<string, string>> | undefined;
  /** Where those lie below the bucket, with `${key}` for values; undefined of key=value/ folders. */
  readonly projectedLayout: string | undefined;
  /** The keys of the partition index that it should have; undefined of none. */
  readonly indexKeys: readonly string[] | undefined;
  /** Its crawler, if that makes the table. */
  readonly crawler: string | undefined;
  /** Roles that use it, and what Lake Formation has to let them do. */
  readonly users: readonly ExpectedUser[];
}

export interface ExpectedUser {
  readonly role: string;
  readonly permissions: readonly string[];
  /** Does it write the locations of partitions? */
  readonly needsLocation: boolean;
}

export interface ExpectedView {
  readonly database: string;
  readonly name: string;
  readonly text: string;
}
