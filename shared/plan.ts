import { type Arrival, type Message, readArrivals } from "./arrivals.ts";
import type { Dataset } from "./dataset.ts";
import type { Outcome } from "./outcome.ts";
import { notData, type Partition, type Placement, placeFolder } from "./partition.ts";
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
  return planArrivals(
    messages.map((message) => ({ message, arrivals: readArrivals(message.body) })),
    house,
  );
}

/** The same for arrivals that were not read from a body, as those that a listing finds. */
export function planArrivals(
  batch: readonly { readonly message: Message; readonly arrivals: readonly Arrival[] }[],
  house: House,
): RegistrationPlan {
  const planner = new Planner(house);
  const messages = batch.map(({ message, arrivals }) => ({
    message,
    records: arrivals.map((arrival) => planner.decide(arrival, message)),
  }));
  return { messages, tables: planner.tables() };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
/** What is known of a folder: most objects of a batch share theirs, so each folder is placed once. */
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
  readonly #folders = new Map<string, Folder | undefined>();
  readonly #tables = new Map<
    Dataset,
    Map<string, { values: readonly string[]; claims: Writable<Claim>[] }>
  >();

  constructor(house: House) {
    this.#house = house;
  }

  decide(arrival: Arrival, message: Message): PlannedRecord {
    if (arrival.kind === "malformed") return settled(undefined, arrival);
    if (arrival.kind === "notice") return settled(undefined, { kind: "ignored", reason: arrival.reason });
    if (this.#house.bucket !== undefined && arrival.bucket !== this.#house.bucket) {
      return settled(undefined, { kind: "ignored", reason: `foreign bucket ${quoted(arrival.bucket)}` });
    }
    const cut = arrival.key.lastIndexOf("/") + 1;
    const folder = this.#folder(arrival.bucket, arrival.key.slice(0, cut));
    if (folder === undefined) return settled(undefined, { kind: "ignored", reason: "foreign prefix" });
    const { dataset, placement } = folder;
    if (arrival.kind === "removed") return settled(dataset, { kind: "ignored", reason: "removal" });
    const verdict = notData(arrival.key.slice(cut), arrival.size) ?? placement;
    if (verdict.kind !== "partition") return settled(dataset, verdict);
    const provenance = { key: arrival.key, time: arrival.time, replayed: message.replayed };
    return { dataset, claim: this.#claim(folder, verdict.partition, provenance) };
  }

  tables(): TablePlan[] {
    return [...this.#tables].map(([dataset, partitions]) => ({
      dataset,
      partitions: [...partitions.values()].map(({ values, claims }) => ({
        values,
        claims: claims.toSorted(byPreference),
      })),
    }));
  }

  #folder(bucket: string, path: string): Folder | undefined {
    const identity = `${bucket}/${path}`;
    if (this.#folders.has(identity)) return this.#folders.get(identity);
    const dataset = datasetOf(path, this.#house.datasets);
    const folder = dataset && { dataset, placement: placeFolder(dataset, bucket, path), claim: undefined };
    this.#folders.set(identity, folder);
    return folder;
  }

  #claim(folder: Folder, partition: Partition, provenance: Provenance): Claim {
    if (folder.claim !== undefined) {
      if (isEarlier(provenance, folder.claim.earliest)) folder.claim.earliest = provenance;
      return folder.claim;
    }
    const claimed = this.#claimed(folder.dataset, partition.values);
    // Folders below the last key (day=…/hour=…/) share a Location, hence a claim.
    let claim = claimed.find((one) => one.location === partition.location);
    if (claim === undefined) {
      claim = { location: partition.location, inKeyOrder: partition.inKeyOrder, earliest: provenance };
      claimed.push(claim);
    } else if (isEarlier(provenance, claim.earliest)) {
      claim.earliest = provenance;
    }
    folder.claim = claim;
    return claim;
  }

  /** The claims made so far on these values of this dataset. */
  #claimed(dataset: Dataset, values: readonly string[]): Writable<Claim>[] {
    const partitions = this.#tables.get(dataset) ?? new Map<string, Claimed>();
    this.#tables.set(dataset, partitions);
    const identity = JSON.stringify(values);
    const partition = partitions.get(identity) ?? { values, claims: [] };
    partitions.set(identity, partition);
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
