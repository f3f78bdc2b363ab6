/** What is reported of a measurement, and whether it met its goal. */
import { renderTable } from "../../cli/terminal.ts";

export interface BenchMeasurement {
  readonly name: string;
  /** Of `values`. */
  readonly unit: string;
  readonly values: Readonly<Record<string, number>>;
  /** Of which two values; timings are judged by it alone, because machines differ. */
  readonly ratio: number;
  readonly ratioOf: string;
  readonly goal: Goal;
  /** How it was measured, for whoever doubts it. */
  readonly method: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Does this depend on what else the machine is doing? Counts and sizes do not. */
export function isTimed({ unit }: Pick<BenchMeasurement, "unit">): boolean {
  return unit !== "calls" && !unit.startsWith("KB");
}

/** A bound of the ratio, or of one of the values. */
export interface Goal {
  readonly of: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export type Entry = BenchMeasurement & { readonly met: boolean };

/** Judges the exact figures; what is reported is rounded to four digits. */
export function judged(measurement: BenchMeasurement): Entry {
  const { values, ratio, ...rest } = measurement;
  return {
    ...rest,
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, rounded(value)])),
    ratio: rounded(ratio),
    met: isMet(measurement),
  };
}

/** A figure that is none (NaN) meets no goal. */
function isMet({ goal, ratio, values }: BenchMeasurement): boolean {
  const figure = goal.of === "ratio" ? ratio : values[goal.of];
  if (figure === undefined) throw new RangeError(`nothing was measured that is called ${goal.of}`);
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = goal;
  return figure <= atMost && figure >= atLeast;
}

export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

export function describeMiss({ name, goal, ratio, values }: Entry): string {
  return `${name}: ${goal.of} ${goal.of === "ratio" ? ratio : values[goal.of]}, ${wanted(goal)}`;
}

function wanted({ atMost, atLeast }: Goal): string {
  return atMost === undefined ? `goal at least ${atLeast}` : `goal at most ${atMost}`;
}

export function table(entries: readonly Entry[], columns: number): string {
  const rows = entries.map(({ name, unit, values, ratio, goal, met }) => [
    name,
    Object.entries(values)
      .map(([what, value]) => `${what} ${value}`)
      .join(", "),
    unit,
    String(ratio),
    `${goal.of} ${wanted(goal)}`,
    met ? "met" : "MISSED",
  ]);
  return renderTable(["what", "values", "unit", "ratio", "goal", ""], rows, columns);
}
