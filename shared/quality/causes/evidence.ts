import { checkOf } from "../checks/index.ts";
import { isOfMarket, originOf } from "../kinds/index.ts";
import type { ReasonCode } from "../outcome.ts";
import type { DeclaredDataset } from "../quality.ts";
import type { CheckResult } from "../result.ts";
import { symbolsIn } from "./symbols.ts";

/** A result of which somebody has to know. */
export function isTrouble({ outcome }: Pick<CheckResult, "outcome">): boolean {
  return outcome !== "pass" && outcome !== "skipped";
}

/** A check that also tells what another table lacks. */
export function isComparing({ checkId }: Pick<CheckResult, "checkId">): boolean {
  return checkOf(checkId).comparison !== undefined || checkId === "freshness.pipeline";
}

/** What results that are not as they should be show of each dataset, and which dataset is made from which. */
export class Evidence {
  readonly #datasets: ReadonlyMap<string, DeclaredDataset>;
  // A run of many datasets has thousands of results, and each is explained by a few of the others: all is looked up.
  readonly #found = new Map<string, CheckResult>();
  readonly #reasons = new Set<string>();
  readonly #missing = new Set<string>();

  constructor(results: readonly CheckResult[], datasets: readonly DeclaredDataset[]) {
    this.#datasets = new Map(datasets.map((dataset) => [dataset.name, dataset]));
    for (const result of results) this.#note(result);
  }

  #note(result: CheckResult): void {
    const { dataset, checkId, day, reason, message } = result;
    const key = keyOf(dataset, checkId, day);
    if (!this.#found.has(key)) this.#found.set(key, result);
    for (const missing of missingDays(result)) this.#missing.add(keyOf(dataset, missing));
    if (reason === null) return;
    this.#reasons.add(keyOf(dataset, reason, message));
    if (isComparing(result)) return;
    this.#reasons.add(keyOf(dataset, reason));
    this.#reasons.add(keyOf(dataset, reason, day));
  }

  /** The datasets that one is made from, as declared. */
  parents(dataset: string): readonly string[] {
    const quality = this.#datasets.get(dataset)?.quality;
    const names = [quality?.rows && originOf(quality.rows), quality?.source];
    return [...new Set(names.filter((name) => name !== undefined))];
  }

  /** A dataset and all that it is made from, the nearest first. */
  lineage(dataset: string): readonly string[] {
    const names = new Set([dataset]);
    for (const name of names) for (const parent of this.parents(name)) names.add(parent);
    return [...names];
  }

  /** The first dataset that shows something, of those that this one is made from: each of them shows it as well. */
  rootOf(dataset: string, shows: (name: string) => boolean): string {
    const path = new Set([dataset]);
    for (const name of path) {
      const parent = this.parents(name).find(shows);
      // Declarations could lead in a circle.
      if (parent === undefined || path.has(parent)) return name;
      path.add(parent);
    }
    return dataset;
  }

  /** The table that a comparing check sets its own against. */
  comparedWith({ dataset, checkId }: CheckResult): string {
    const quality = this.#datasets.get(dataset)?.quality;
    const origin = quality?.rows && originOf(quality.rows);
    return (checkId === "freshness.pipeline" ? quality?.source : origin) ?? dataset;
  }

  lacksTable(dataset: string): boolean {
    return this.#reasons.has(keyOf(dataset, "missing_table"));
  }

  /** The table has no partition at all. */
  lacksPartitions(dataset: string): boolean {
    return this.#reasons.has(keyOf(dataset, "missing_partition", null));
  }

  lacksSession(dataset: string, day: string): boolean {
    return this.#missing.has(keyOf(dataset, day));
  }

  lacksRows(dataset: string, day: string): boolean {
    return this.#reasons.has(keyOf(dataset, "no_rows", day));
  }

  /** Is something of a dataset not known for this reason, in these words? */
  tells(dataset: string, reason: ReasonCode, message: string): boolean {
    return this.#reasons.has(keyOf(dataset, reason, message));
  }

  /** Core symbols of which a dataset has nothing on a day; none if not all of them are known. */
  absentSymbols(dataset: string, day: string | null): ReadonlySet<string> {
    const found = this.find(dataset, "complete.symbols", day);
    return found === undefined ? new Set() : (symbolsIn(found, this.symbolColumn(dataset)) ?? new Set());
  }

  /** What a dataset's column of symbols is called. */
  symbolColumn(dataset: string): string {
    const rows = this.#datasets.get(dataset)?.quality?.rows;
    return rows !== undefined && isOfMarket(rows) ? rows.symbol : "symbol";
  }

  find(dataset: string, check: CheckResult["checkId"], day: string | null): CheckResult | undefined {
    return this.#found.get(keyOf(dataset, check, day));
  }
}

function keyOf(...parts: readonly (string | null)[]): string {
  return JSON.stringify(parts);
}

/** The sessions that a result shows to be missing in its own table. */
export function missingDays(result: CheckResult): readonly string[] {
  const { checkId, day, reason, value, samples } = result;
  if (checkId === "freshness.pipeline" && value !== null) return samples.map((sample) => String(sample.day));
  if (day === null || isComparing(result)) return [];
  if (reason === "missing_partition") return [day];
  // Less than a session late: half of its time is over, and it is not due yet.
  const isLate = checkId === "partition.present" || checkId === "freshness.session";
  return isLate && value !== null && value >= 1 ? [day] : [];
}
