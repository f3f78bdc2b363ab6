import type { QueryResult, Value } from "../../athena/port.ts";
import { printable, shortened } from "../../runtime/text.ts";
import type { Sample } from "../finding.ts";

/** A row of a result by the names of its columns. */
export type Cells = Readonly<Record<string, Value>>;

const LONGEST_SAMPLE = 200;

export function cellsOf({ columns, rows }: QueryResult): Cells[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]!])));
}

/** A count or a sum; a sum of nothing is NULL. */
export function countIn(cells: Cells, name: string): number {
  return Number(cells[name] ?? 0);
}

/** The elements of an array that `listed` made. */
export function listIn(cells: Cells, name: string): readonly unknown[] {
  const text = cells[name];
  return typeof text === "string" ? (JSON.parse(text) as readonly unknown[]) : [];
}

/** A TIMESTAMP in UTC as milliseconds since 1970. */
export function instantIn(cells: Cells, name: string): number | undefined {
  const text = cells[name];
  return typeof text === "string" ? Date.parse(`${text}Z`) : undefined;
}

/** Cells as they can be shown: text of any origin, and what JSON has no number for. */
export function sampleOf(cells: Cells): Sample {
  return Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, shown(value)]));
}

function shown(value: Value): string | number | null {
  if (value === null) return null;
  const isNumber =
    typeof value === "number" ? Number.isFinite(value) : typeof value === "bigint" && isSafe(value);
  return isNumber ? Number(value) : shownText(String(value));
}

export function shownText(text: string): string {
  return shortened(printable(text), LONGEST_SAMPLE);
}

function isSafe(value: bigint): boolean {
  return Number.isSafeInteger(Number(value));
}
