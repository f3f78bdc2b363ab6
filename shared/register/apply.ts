import type { Catalog } from "../catalog/port.ts";
import {
  type ClaimOutcomes,
  completeBatch,
  type MessageResult,
  mergedOutcomes,
  type Parking,
} from "../events/batch.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Deadlines } from "../runtime/deadlines.ts";
import { databaseName } from "../runtime/names.ts";
import { CatalogMemory } from "./known-partitions.ts";
import type { Claim, RegistrationPlan, TablePlan } from "./plan.ts";
import { registerPartitions } from "./register-partitions.ts";
import { type TableReader, Tables } from "./table-cache.ts";

export interface RegistrarPorts {
  readonly catalog: Catalog;
  readonly parking: Parking;
  readonly clock: Clock;
}

/** What a batch came to. */
export interface Report {
  /** One per message, in the batch's order. */
  readonly results: readonly MessageResult[];
  /** What was registered now: by dataset, with the time from the object's event to Glue's acceptance. */
  readonly registered: readonly { readonly dataset: string; readonly latency: number | undefined }[];
  /** Partitions in conflict, each counted once however many objects claim it. */
  readonly conflicts: readonly { readonly dataset: string; readonly reason: string }[];
  /** Calls made of the Data Catalog, retries of the SDK not included. */
  readonly glueCalls: number;
}

export interface Registrar {
  /** Carries a plan out. Every message gets exactly one outcome, and what cannot be used is parked. */
  apply(plan: RegistrationPlan, deadlines: Deadlines): Promise<Report>;
}

type CatalogReader = TableReader & { readonly catalog: Catalog };

/** A registrar for one stage. It remembers tables and partitions between calls: make it once per container. */
export function createRegistrar(stage: string, ports: RegistrarPorts): Registrar {
  const tables = new Tables(ports.clock);
  const memory = new CatalogMemory();

  async function registerAll(plans: readonly TablePlan[], reader: CatalogReader) {
    const outcomes = await Promise.all(plans.map((plan) => registerTable(plan, reader)));
    return { outcomes: mergedOutcomes(outcomes), acceptedAt: ports.clock.now() };
  }

  function registerTable(plan: TablePlan, reader: CatalogReader): Promise<ClaimOutcomes<Claim>> {
    const name = { database: databaseName(plan.dataset.database, stage), name: plan.dataset.table };
    return registerPartitions(plan, {
      ...reader,
      known: memory.of(name),
      recentTable: () => tables.recent(name, reader),
      currentTable: () => tables.current(name, reader),
      latestTable: () => tables.latest(name, reader),
      registeredAt: new Date(ports.clock.now()).toISOString(),
    });
  }

  return {
    async apply(plan, deadlines) {
      const catalog = counting(ports.catalog);
      const reader = { catalog, signal: deadlines.catalog };
      const answered = registerAll(plan.tables, reader);
      const outcomes = answered.then((answer) => answer.outcomes);
      const results = await completeBatch(plan.messages, outcomes, ports.parking, deadlines.parking);
      const { outcomes: resolved, acceptedAt } = await answered;
      return {
        results,
        registered: registrations(plan, resolved, acceptedAt),
        conflicts: conflicts(plan, resolved),
        glueCalls: catalog.calls(),
      };
    },
  };
}

function registrations(
  plan: RegistrationPlan,
  outcomes: ClaimOutcomes<Claim>,
  acceptedAt: number,
): Report["registered"] {
  const registered: Report["registered"][number][] = [];
  for (const { dataset, partitions } of plan.tables) {
    for (const claim of partitions.flatMap(({ claims }) => claims)) {
      if (outcomes.get(claim)!.kind !== "registered") continue;
      const { time, replayed } = claim.earliest;
      const elapsed = acceptedAt - Date.parse(time ?? "");
      // A replayed message waited for a person, which says nothing of us.
      const isTelling = !replayed && !Number.isNaN(elapsed);
      // S3's clock may be ahead of ours.
      registered.push({ dataset: dataset.name, latency: isTelling ? Math.max(0, elapsed) : undefined });
    }
  }
  return registered;
}

function conflicts(plan: RegistrationPlan, outcomes: ClaimOutcomes<Claim>): Report["conflicts"] {
  const found: Report["conflicts"][number][] = [];
  for (const { dataset, partitions } of plan.tables) {
    for (const { claims } of partitions) {
      const conflict = claims
        .map((claim) => outcomes.get(claim)!)
        .find((outcome) => outcome.kind === "conflict");
      if (conflict !== undefined) found.push({ dataset: dataset.name, reason: conflict.reason });
    }
  }
  return found;
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
