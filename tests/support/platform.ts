import type { Dataset } from "../../shared/datasets/dataset.ts";
import type { Message } from "../../shared/events/batch.ts";
import { createRegistrar, type Registrar } from "../../shared/register/apply.ts";
import { planRegistration } from "../../shared/register/plan.ts";
import type { Report } from "../../shared/register/report.ts";
import type { Deadlines } from "../../shared/runtime/deadlines.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { datasets as shipped } from "../fixtures/datasets.ts";
import { MemoryCatalog } from "./memory-catalog.ts";
import { MemoryParking } from "./memory-parking.ts";
import { VirtualClock } from "./virtual-clock.ts";

export const BUCKET = "stock-trades-data";
export const TRADES = "stock-trades-platform/raw/trades/";
export const BARS = "stock-trades-platform/curated/bars_5m/";
export const FEATURES = "stock-trades-platform/curated/ml_features/";

/** A registrar over a catalog and a parking queue in memory; all tables exist and are empty. */
export interface MemoryPlatform {
  readonly clock: VirtualClock;
  readonly catalog: MemoryCatalog;
  readonly parking: MemoryParking;
  readonly registrar: Registrar;
  readonly datasets: readonly Dataset[];
  /** Plans and applies, as the register function does. */
  register(messages: readonly Message[], deadlines?: Deadlines): Promise<Report>;
}

export function openPlatform(datasets: readonly Dataset[] = shipped, stage = "prod"): MemoryPlatform {
  const clock = new VirtualClock();
  const catalog = new MemoryCatalog(clock);
  for (const { database, table, keys } of datasets) {
    catalog.add(
      databaseName(database, stage),
      table,
      keys.map(({ name }) => name),
    );
  }
  const parking = new MemoryParking();
  const registrar = createRegistrar(stage, { catalog, parking, clock });
  const register = (messages: readonly Message[], deadlines = NO_DEADLINES) =>
    registrar.apply(planRegistration(messages, { datasets, bucket: BUCKET }), deadlines);
  return { clock, catalog, parking, registrar, datasets, register };
}

const never = new AbortController().signal;

export const NO_DEADLINES: Deadlines = { catalog: never, parking: never };

/** The outcome of every message, in the batch's order. */
export function outcomes({ results }: Report): string[] {
  return results.map(({ outcome }) => outcome.kind);
}
