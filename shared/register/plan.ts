import type { Provenance } from "../catalog/port.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { isGuarded } from "../datasets/guard-mode.ts";
import { identityOf, type Partition } from "../datasets/placing.ts";
import { type Arrival, type CreatedObject, readArrivals } from "../events/arrivals.ts";
import type { Message, PlannedMessage, PlannedRecord } from "../events/batch.ts";
import { type PlanContext, Router } from "../events/routing.ts";

/** What arrived, decided as far as it can be without asking Glue. A value: print it, compare it, or apply it. */
export interface RegistrationPlan {
  /** Every message of the batch, in its order. */
  readonly messages: readonly PlannedMessage<Claim>[];
  /** What to ask of Glue: one entry per table, every partition once. */
  readonly tables: readonly TablePlan[];
}

export interface TablePlan {
  readonly dataset: Dataset;
  readonly partitions: readonly PlannedPartition[];
}

/** Values that objects of this batch claim, each from a Location of its own; the preferred claim comes first. */
export interface PlannedPartition {
  /** Tells it from the other partitions of its table (identityOf). */
  readonly identity: string;
  readonly values: readonly string[];
  readonly claims: readonly Claim[];
}

/** "These values lie here", and the earliest object that said so. */
export interface Claim {
  readonly location: string;
  readonly inKeyOrder: boolean;
  readonly earliest: Provenance;
  /** Of a guarded dataset, some of whose files are read: every object of the batch, in no order. */
  readonly objects?: readonly Provenance[];
}

/** Bytes to facts to decisions: pure and total. The same messages in any order give the same requests. */
export function planRegistration(messages: readonly Message[], context: PlanContext): RegistrationPlan {
  const planner = new Planner(context);
  // One message after the other: what was parsed of a body is garbage before the next is read.
  const planned = messages.map((message) => planner.plan(message, readArrivals(message.body)));
  return { messages: planned, tables: planner.tables() };
}

/** The same for arrivals that were not read from a body, as those that a listing finds. */
export function planArrivals(
  batch: readonly { readonly message: Message; readonly arrivals: readonly Arrival[] }[],
  context: PlanContext,
): RegistrationPlan {
  const planner = new Planner(context);
  const planned = batch.map(({ message, arrivals }) => planner.plan(message, arrivals));
  return { messages: planned, tables: planner.tables() };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type GrowingClaim = Writable<Omit<Claim, "objects">> & { readonly objects?: Provenance[] };

/** Values and the claims made on them so far. */
interface Claimed {
  readonly identity: string;
  readonly values: readonly string[];
  readonly claims: GrowingClaim[];
}

class Planner {
  readonly #router: Router;
  /** What the objects of a partition claim, by its Location. */
  readonly #claims = new Map<string, GrowingClaim>();
  readonly #tables = new Map<Dataset, Map<string, Claimed>>();

  constructor(context: PlanContext) {
    this.#router = Router.of(context, "register");
  }

  plan(message: Message, arrivals: readonly Arrival[]): PlannedMessage<Claim> {
    return { message, records: arrivals.map((arrival) => this.#decide(arrival, message)) };
  }

  #decide(arrival: Arrival, message: Message): PlannedRecord<Claim> {
    const routed = this.#router.route(arrival);
    if ("resolved" in routed) return routed;
    const { dataset, partition, object } = routed;
    return { dataset, claim: this.#claim(dataset, partition, object, message) };
  }

  tables(): TablePlan[] {
    return [...this.#tables].map(([dataset, partitions]) => {
      for (const { claims } of partitions.values()) claims.sort(byPreference);
      return { dataset, partitions: [...partitions.values()] };
    });
  }

  #claim(dataset: Dataset, partition: Partition, object: CreatedObject, message: Message): Claim {
    const { values, location, inKeyOrder } = partition;
    let claim = this.#claims.get(location);
    if (claim === undefined) {
      claim = {
        location,
        inKeyOrder,
        earliest: provenanceOf(object, message),
        ...(isGuarded(dataset) ? { objects: [] } : {}),
      };
      this.#claims.set(location, claim);
      this.#claimsOn(dataset, values).push(claim);
    } else if (isEarlier(object, claim.earliest)) {
      claim.earliest = provenanceOf(object, message);
    }
    claim.objects?.push(provenanceOf(object, message));
    return claim;
  }

  /** The claims made so far on these values of this dataset. */
  #claimsOn(dataset: Dataset, values: readonly string[]): GrowingClaim[] {
    let partitions = this.#tables.get(dataset);
    if (partitions === undefined) {
      partitions = new Map();
      this.#tables.set(dataset, partitions);
    }
    const identity = identityOf(values);
    let partition = partitions.get(identity);
    if (partition === undefined) {
      partition = { identity, values, claims: [] };
      partitions.set(identity, partition);
    }
    return partition.claims;
  }
}

function provenanceOf({ key, time, replayed }: CreatedObject, message: Message): Provenance {
  return { key, time, replayed: message.replayed || replayed };
}

/** Table key order first, then the smallest string: the same winner whatever the order of arrival. */
function byPreference(one: Claim, other: Claim): number {
  if (one.inKeyOrder !== other.inKeyOrder) return one.inKeyOrder ? -1 : 1;
  return one.location < other.location ? -1 : 1;
}

type Timed = Pick<Provenance, "key" | "time">;

/** ISO times compare as text; an unknown time comes last, a tie goes to the smaller key. */
function isEarlier(one: Timed, other: Timed): boolean {
  const [a, b] = [one.time ?? "\uffff", other.time ?? "\uffff"];
  return a === b ? one.key < other.key : a < b;
}
