import { CatalogError } from "./errors.ts";
import { KnownPartitions } from "./known.ts";
import { databaseName } from "./names.ts";
import { isParked, type Outcome, outweighs } from "./outcome.ts";
import type { PlannedMessage, RegistrationPlan, TablePlan } from "./plan.ts";
import type { Catalog, Clock, Parking, ParkingEntry } from "./ports.ts";
import { failed, registerPartitions, type Settlement, settleAll } from "./registration.ts";
import { Tables } from "./tables.ts";

export interface RegistrarPorts {
  readonly catalog: Catalog;
  readonly parking: Parking;
  readonly clock: Clock;
}

/** When to stop waiting: Glue's answers first, so that there is time left to park and to reply. */
export interface Deadlines {
  readonly catalog: AbortSignal;
  readonly parking: AbortSignal;
}

/** How one message ended. */
export interface Ending {
  readonly id: string;
  readonly outcome: Outcome;
  readonly dataset: string | undefined;
}

/** What a batch came to. */
export interface Report {
  /** One per message, in the batch's order. */
  readonly endings: readonly Ending[];
  /** What was registered now: by dataset, with the time from the object's event to Glue's acceptance. */
  readonly registered: readonly { readonly dataset: string; readonly latency: number | undefined }[];
  /** Partitions in conflict, each counted once however many objects claim it. */
  readonly conflicts: readonly { readonly dataset: string; readonly reason: string }[];
  /** Calls made of the Data Catalog, retries of the SDK not included. */
  readonly glueCalls: number;
}

/** The messages that SQS must deliver again: those that failed, and no other. */
export function messagesToReturn({ endings }: Report): string[] {
  return [...new Set(endings.filter(({ outcome }) => outcome.kind === "failed").map(({ id }) => id))];
}

export interface Registrar {
  /** Carries a plan out. Every message gets exactly one outcome, and what cannot be used is parked. */
  apply(plan: RegistrationPlan, deadlines: Deadlines): Promise<Report>;
}

/** A registrar for one stage. It remembers tables and partitions between calls: make it once per container. */
export function createRegistrar(stage: string, ports: RegistrarPorts): Registrar {
  const tables = new Tables(ports.clock);
  const known = new KnownPartitions(ports.clock);

  async function settleTable(plan: TablePlan, catalog: Catalog, signal: AbortSignal): Promise<Settlement> {
    const { database, table: name } = plan.dataset;
    const registeredAt = new Date(ports.clock.now()).toISOString();
    try {
      const table = await tables.get(catalog, databaseName(database, stage), name, signal);
      const settlement = await registerPartitions(plan, table, { catalog, known, registeredAt, signal });
      if ([...settlement.values()].some(isMissingTable)) tables.forget(table);
      return settlement;
    } catch (error) {
      if (!(error instanceof CatalogError)) throw error;
      const settlement: Settlement = new Map();
      for (const { claims } of plan.partitions) settleAll(settlement, claims, failed(error));
      return settlement;
    }
  }

  return {
    async apply(plan, deadlines) {
      const catalog = counting(ports.catalog);
      // What needs no answer from Glue is parked while Glue answers.
      const early = plan.messages.filter(isDecided);
      const waiting = plan.messages.filter((message) => !isDecided(message));
      const [earlyEndings, settlements] = await Promise.all([
        end(early, new Map(), ports.parking, deadlines.parking),
        Promise.all(plan.tables.map((table) => settleTable(table, catalog, deadlines.catalog))),
      ]);
      const settlement = merged(settlements);
      const acceptedAt = ports.clock.now();
      const lateEndings = await end(waiting, settlement, ports.parking, deadlines.parking);
      const [nextEarly, nextLate] = [earlyEndings.values(), lateEndings.values()];
      return {
        endings: plan.messages.map((message) => (isDecided(message) ? nextEarly : nextLate).next().value!),
        registered: registrations(plan, settlement, acceptedAt),
        conflicts: conflicts(plan, settlement),
        glueCalls: catalog.calls(),
      };
    },
  };
}

/** Is this message's end known without Glue? */
function isDecided({ records }: PlannedMessage): boolean {
  return records.every((record) => "settled" in record);
}

/** Gives every message its one outcome, in their order, and parks those that nothing here can use. */
async function end(
  messages: readonly PlannedMessage[],
  settlement: Settlement,
  parking: Parking,
  signal: AbortSignal,
): Promise<Ending[]> {
  const endings = messages.map((message) => decide(message, settlement));
  const positions = new Map<ParkingEntry, number>();
  for (const [position, { outcome, dataset }] of endings.entries()) {
    if (isParked(outcome))
      positions.set({ message: messages[position]!.message, outcome, dataset }, position);
  }
  if (positions.size === 0) return endings;
  for (const [entry, reason] of await parking.park([...positions.keys()], signal)) {
    const position = positions.get(entry)!;
    const outcome: Outcome = { kind: "failed", code: "PARKING_FAILED", retryable: true, reason };
    endings[position] = { ...endings[position]!, outcome };
  }
  return endings;
}

/** A message of several records ends as the weightiest of them. */
function decide({ message, records }: PlannedMessage, settlement: Settlement): Ending {
  let ending: Ending | undefined;
  for (const record of records) {
    const outcome = "settled" in record ? record.settled : settlement.get(record.claim)!;
    if (ending === undefined || outweighs(outcome, ending.outcome)) {
      ending = { id: message.id, outcome, dataset: record.dataset?.name };
    }
  }
  return ending!;
}

function registrations(
  plan: RegistrationPlan,
  settlement: Settlement,
  acceptedAt: number,
): Report["registered"] {
  const registered: Report["registered"][number][] = [];
  for (const { dataset, partitions } of plan.tables) {
    for (const claim of partitions.flatMap(({ claims }) => claims)) {
      if (settlement.get(claim)?.kind !== "registered") continue;
      const { time, replayed } = claim.earliest;
      const latency = acceptedAt - Date.parse(time ?? "");
      // A replayed message waited for a person, which says nothing of us.
      const isTelling = !replayed && !Number.isNaN(latency);
      registered.push({ dataset: dataset.name, latency: isTelling ? latency : undefined });
    }
  }
  return registered;
}

function conflicts(plan: RegistrationPlan, settlement: Settlement): Report["conflicts"] {
  const found: Report["conflicts"][number][] = [];
  for (const { dataset, partitions } of plan.tables) {
    for (const { claims } of partitions) {
      const conflict = claims.find((claim) => settlement.get(claim)?.kind === "conflict");
      const outcome = conflict && settlement.get(conflict);
      if (outcome?.kind === "conflict") found.push({ dataset: dataset.name, reason: outcome.reason });
    }
  }
  return found;
}

function merged(settlements: readonly Settlement[]): Settlement {
  const all: Settlement = new Map();
  for (const one of settlements) for (const [claim, outcome] of one) all.set(claim, outcome);
  return all;
}

function isMissingTable(outcome: Outcome): boolean {
  return outcome.kind === "failed" && outcome.code === "TABLE_NOT_FOUND";
}

function counting(catalog: Catalog): Catalog & { calls(): number } {
  let calls = 0;
  const count = <Answer>(answer: Answer): Answer => {
    calls++;
    return answer;
  };
  return {
    table: (...call) => count(catalog.table(...call)),
    createPartitions: (...call) => count(catalog.createPartitions(...call)),
    readPartitions: (...call) => count(catalog.readPartitions(...call)),
    calls: () => calls,
  };
}
