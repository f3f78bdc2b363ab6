import type { Dataset } from "../../shared/datasets/dataset.ts";
import type { GuardMode } from "../../shared/datasets/guard-mode.ts";
import { type Message, messagesToReturn } from "../../shared/events/batch.ts";
import { type FileCheck, readFileCheck, writeFileCheck } from "../../shared/file-checks/file-check.ts";
import type { FileCheckQueue } from "../../shared/file-checks/port.ts";
import { createGuard, type GuardReport } from "../../shared/guard/apply.ts";
import { planFileChecks } from "../../shared/guard/plan.ts";
import { createRegistrar } from "../../shared/register/apply.ts";
import { planRegistration } from "../../shared/register/plan.ts";
import type { Report } from "../../shared/register/report.ts";
import { datasets as shipped } from "../fixtures/datasets.ts";
import { MemoryCatalog } from "../support/memory-catalog.ts";
import { MemoryObjects } from "../support/memory-objects.ts";
import { MemoryParking } from "../support/memory-parking.ts";
import { BUCKET, NO_DEADLINES } from "../support/platform.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import { MemoryFiles } from "./memory-files.ts";

/** The queue of the guard function in memory. */
export class MemoryChecks implements FileCheckQueue {
  readonly waiting: Message[] = [];
  /** Checks that cannot be sent. */
  isLost: (check: FileCheck) => boolean = () => false;
  #sent = 0;

  async send(checks: readonly FileCheck[]): Promise<ReadonlyMap<FileCheck, string>> {
    const lost = checks.filter((check) => this.isLost(check));
    for (const check of checks) if (!lost.includes(check)) this.put(writeFileCheck(check));
    return new Map(lost.map((check) => [check, "the queue did not take it"]));
  }

  put(body: string, replayed = false): void {
    this.waiting.push({ id: `check-${++this.#sent}`, body, firstSeen: 0, replayed });
  }

  /** What is asked for, as text: the key, and whether its partition waits. */
  contents(): string[] {
    return this.waiting.map(({ body }) => {
      const check = readFileCheck(body) as FileCheck;
      return `${check.key}${check.holds ? " (holds)" : ""}`;
    });
  }
}

/** Register and guard of one stage over a catalog, files and queues in memory. */
export class GuardedPlatform {
  readonly clock = new VirtualClock();
  readonly catalog = new MemoryCatalog(this.clock);
  readonly files = new MemoryFiles();
  readonly checks = new MemoryChecks();
  readonly findings = new MemoryObjects();
  readonly parking = new MemoryParking();
  /** Of the register function. */
  readonly eventParking = new MemoryParking();
  datasets: readonly Dataset[];
  readonly #registrar;
  readonly #guard;

  constructor(mode: GuardMode) {
    this.datasets = guarded(mode);
    for (const { database, table, keys, columns } of this.datasets) {
      const form = { columns, inputFormat: "parquet", serde: "parquet" };
      this.catalog.add(
        database,
        table,
        keys.map(({ name }) => name),
        { form },
      );
    }
    this.#registrar = createRegistrar("prod", {
      catalog: this.catalog,
      parking: this.eventParking,
      clock: this.clock,
      fileChecks: this.checks,
    });
    this.#guard = createGuard("prod", {
      catalog: this.catalog,
      formatOf: (table) => this.catalog.formatOf(table),
      files: this.files,
      store: this.files,
      findings: this.findings,
      parking: this.parking,
      clock: this.clock,
    });
  }

  register(messages: readonly Message[], deadlines = NO_DEADLINES): Promise<Report> {
    const plan = planRegistration(messages, { datasets: this.datasets, bucket: BUCKET });
    return this.#registrar.apply(plan, deadlines);
  }

  /** One delivery of all that waits in the guard's queue; what failed stays there. */
  async guard(deadlines = NO_DEADLINES): Promise<GuardReport> {
    const messages = this.checks.waiting.splice(0);
    const plan = planFileChecks(messages, { datasets: this.datasets, bucket: BUCKET });
    const report = await this.#guard.apply(plan, deadlines);
    const returned = new Set(messagesToReturn(report));
    this.checks.waiting.push(...messages.filter(({ id }) => returned.has(id)));
    return report;
  }
}

export function guarded(guard: GuardMode): readonly Dataset[] {
  return shipped.map((dataset) => (dataset.name === "trades" ? { ...dataset, guard } : dataset));
}
