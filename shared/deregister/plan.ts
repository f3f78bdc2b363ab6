import { hiddenFolderIn, notDataFile } from "../datasets/data-files.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { REMOVAL_DEFAULTS, removesEmpty } from "../datasets/on-empty.ts";
import { endOfKeys, placeFolder } from "../datasets/placing.ts";
import { type Arrival, readArrivals } from "../events/arrivals.ts";
import type { Message, PlannedMessage, PlannedRecord } from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import { datasetOf, foreignPrefix } from "../events/routing.ts";
import { chunked } from "../runtime/parallel.ts";
import { quoted } from "../runtime/text.ts";
import { FOLDERS_PER_NOMINATION, type Nomination, readNomination } from "./nomination.ts";
import type { NominationEntry } from "./port.ts";

/** SQS API, SendMessageBatch: DelaySeconds is at most 900. A longer grace is waited for in several steps. */
const LONGEST_DELAY = 900;

/** Milliseconds by which clocks may differ: to send a message again for less would be one more for nothing. */
const TOLERANCE = 1000;

/** What came to the deregister function, decided as far as it can be without asking S3 and Glue. A value. */
export interface DeregisterPlan {
  /** Every message of the batch, in its order. */
  readonly messages: readonly PlannedMessage<FolderClaim>[];
  /** Nominations to send: those that the batch's events need, and those that came too early. */
  readonly sent: readonly ClaimedEntry[];
  /** What to look into now, each folder once. */
  readonly due: readonly DueFolders[];
}

/** "Something is gone from here": the Location of a partition, as a path below the dataset's prefix. */
export interface FolderClaim {
  readonly dataset: Dataset;
  readonly folder: string;
  /** In the dataset's key order. */
  readonly values: readonly string[];
  readonly firstSeen: number;
}

export interface DueFolders {
  readonly dataset: Dataset;
  readonly claims: readonly FolderClaim[];
}

/** A nomination, and the claims that are done with once it is sent. */
export interface ClaimedEntry extends NominationEntry {
  readonly claims: readonly FolderClaim[];
}

export interface DeregisterContext {
  readonly datasets: readonly Dataset[];
  /** The bucket whose objects are ours; undefined takes any, for looking at events without a stage. */
  readonly bucket: string | undefined;
}

/** Bytes to facts to decisions: pure and total. `now` is in milliseconds since 1970. */
export function planDeregistration(
  messages: readonly Message[],
  context: DeregisterContext,
  now: number,
): DeregisterPlan {
  const planner = new Planner(context, now);
  const planned = messages.map((message) => planner.plan(message));
  return { messages: planned, sent: planner.sent(), due: planner.due() };
}

/** Nominations of folders that are to be looked into at `due`. */
export function nominationsOf(
  dataset: Dataset,
  claims: readonly FolderClaim[],
  due: number,
  now: number,
): ClaimedEntry[] {
  return chunked(claims, FOLDERS_PER_NOMINATION).map((some) => {
    const firstSeen = Math.min(...some.map((claim) => claim.firstSeen));
    const folders = some.map(({ folder }) => folder);
    return entryOf({ dataset: dataset.name, due, firstSeen, folders }, some, now);
  });
}

function entryOf(nomination: Nomination, claims: readonly FolderClaim[], now: number): ClaimedEntry {
  const delay = Math.ceil((nomination.due - now) / 1000);
  return { nomination, claims, delay: Math.min(Math.max(delay, 0), LONGEST_DELAY) };
}

type Claims = Map<Dataset, Map<string, FolderClaim>>;

class Planner {
  readonly #context: DeregisterContext;
  readonly #now: number;
  readonly #fresh: Claims = new Map();
  readonly #due: Claims = new Map();
  readonly #early: ClaimedEntry[] = [];

  constructor(context: DeregisterContext, now: number) {
    this.#context = context;
    this.#now = now;
  }

  plan(message: Message): PlannedMessage<FolderClaim> {
    const nomination = readNomination(message.body);
    if (nomination === "broken") return { message, records: [resolved(BROKEN)] };
    if (nomination !== undefined) return this.#planNomination(message, nomination);
    const records = readArrivals(message.body).map((arrival) => this.#planArrival(arrival, message));
    return { message, records };
  }

  sent(): ClaimedEntry[] {
    const fresh = [...this.#fresh].flatMap(([dataset, claims]) => {
      const grace = (dataset.removal?.graceMinutes ?? REMOVAL_DEFAULTS.graceMinutes) * 60_000;
      return nominationsOf(dataset, inOrder(claims), this.#now + grace, this.#now);
    });
    return [...fresh, ...this.#early];
  }

  due(): DueFolders[] {
    return [...this.#due].map(([dataset, claims]) => ({ dataset, claims: inOrder(claims) }));
  }

  #planNomination(read: Message, nomination: Nomination): PlannedMessage<FolderClaim> {
    // SQS saw the nomination's message; the first event is older.
    const message = { ...read, firstSeen: nomination.firstSeen };
    const { firstSeen, due, folders } = nomination;
    const dataset = this.#context.datasets.find(({ name }) => name === nomination.dataset);
    if (dataset === undefined || !removesEmpty(dataset)) {
      return { message, records: [resolved(ignored(`${quoted(nomination.dataset)} ${KEEPS}`), dataset)] };
    }
    const isDue = due <= this.#now + TOLERANCE;
    const records = folders.map((folder): PlannedRecord<FolderClaim> => {
      if (isDue) return this.#claim(this.#due, dataset, dataset.prefix + folder, firstSeen);
      return this.#claim(new Map(), dataset, dataset.prefix + folder, firstSeen);
    });
    const claims = records.flatMap((record) => ("claim" in record ? [record.claim] : []));
    if (!isDue && claims.length > 0) this.#early.push(entryOf(nomination, claims, this.#now));
    return { message, records };
  }

  #planArrival(arrival: Arrival, { firstSeen }: Message): PlannedRecord<FolderClaim> {
    if (arrival.kind === "malformed") return resolved(arrival);
    if (arrival.kind === "notice") return resolved(ignored(arrival.reason));
    const { datasets, bucket } = this.#context;
    if (bucket !== undefined && arrival.bucket !== bucket) {
      return resolved(ignored(`foreign bucket ${quoted(arrival.bucket)}, expected ${bucket}`));
    }
    const { key } = arrival;
    const dataset = datasetOf(key, datasets);
    if (dataset === undefined) return resolved(foreignPrefix(datasets));
    if (arrival.kind === "created") return resolved(ignored("creation"), dataset);
    if (!removesEmpty(dataset)) return resolved(ignored(`${quoted(dataset.name)} ${KEEPS}`), dataset);
    const end = endOfKeys(dataset, key);
    const slash = key.lastIndexOf("/") + 1;
    // Of the size nothing is known: what was an empty object counts as data, and a listing decides.
    const aside = notDataFile(key.slice(slash), undefined) ?? hiddenFolderIn(key.slice(end, slash));
    if (aside !== undefined) return resolved(aside, dataset);
    return this.#claim(this.#fresh, dataset, key.slice(0, end), firstSeen || this.#now);
  }

  #claim(all: Claims, dataset: Dataset, path: string, firstSeen: number): PlannedRecord<FolderClaim> {
    const placement = placeFolder(dataset, this.#context.bucket ?? "", path);
    // Nothing registers it, so there is nothing to remove.
    if (placement.kind !== "partition") return resolved(ignored(placement.reason), dataset);
    const folder = path.slice(dataset.prefix.length);
    const claims = all.get(dataset) ?? new Map<string, FolderClaim>();
    all.set(dataset, claims);
    const claim = claims.get(folder) ?? { dataset, folder, values: placement.partition.values, firstSeen };
    claims.set(folder, claim);
    return { dataset, claim };
  }
}

/** The same whatever the order of arrival; neighbours share a listing. */
const inOrder = (claims: ReadonlyMap<string, FolderClaim>) =>
  [...claims.values()].sort((one, other) => (one.folder < other.folder ? -1 : 1));

const KEEPS = "is no dataset whose empty partitions are removed";

const BROKEN: Outcome = { kind: "malformed", reason: "a nomination whose members are missing or odd" };

const ignored = (reason: string) => ({ kind: "ignored", reason }) as const;

function resolved(outcome: Outcome, dataset?: Dataset) {
  return { dataset, resolved: outcome };
}
