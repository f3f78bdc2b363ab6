/** What two engines say to the same statement, cell by cell. */
import type { QueryOutput } from "../../emulator/index.ts";
import type { TrinoAnswer, TrinoRow } from "./trino.ts";

export interface ComparisonRule {
  /** Whether rows must come in the same order. Default: where the statement itself ends in an ORDER BY, which then must be total. */
  readonly ordered?: boolean;
  /** Column → the relative error that its approximate function states: `{ symbols: 0.023 }`. */
  readonly approximate?: Readonly<Record<string, number>>;
}

/** Doubles are sums in another order: this part of their size may differ. */
const ROUNDING = 1e-9;

/** Differences are told, not counted: this many of a kind. */
const SHOWN = 3;

/** What the engine of the local Athena answers by a call. */
export const answerOf = ({ columns, rows }: QueryOutput): TrinoAnswer => ({
  columns: columns.map(({ name, type, precision, scale }) => ({
    name,
    type: type === "decimal" ? `decimal(${precision},${scale})` : type,
  })),
  rows,
});

/** One line for each difference; empty when both say the same. Two failures are the same. */
export function differences(
  sql: string,
  trino: TrinoAnswer,
  athena: TrinoAnswer,
  options: ComparisonRule = {},
): string[] {
  if (trino.error !== undefined || athena.error !== undefined) {
    if (trino.error !== undefined && athena.error !== undefined) return [];
    return [`Trino: ${trino.error ?? "succeeds"}; Athena here: ${athena.error ?? "succeeds"}`];
  }
  const [one, other] = [trino, athena].map(({ columns }) =>
    columns.map(({ name, type }) => `${name} ${type}`).join(", "),
  );
  if (one !== other) return [`columns: Trino ${one}; here ${other}`];
  const { ordered = endsInOrder(sql) } = options;
  const types = trino.columns.map(({ type }) => type);
  const errors = trino.columns.map(({ name, type }) => options.approximate?.[name] ?? roundingOf(type));
  const [theirs, ours] = [trino.rows, athena.rows].map((rows) =>
    rows.map((row) => withSortedMaps(row, types)),
  );
  return differentRows(ordered ? theirs! : sorted(theirs!), ordered ? ours! : sorted(ours!), types, errors);
}

function differentRows(
  theirs: readonly TrinoRow[],
  ours: readonly TrinoRow[],
  types: readonly string[],
  errors: readonly number[],
): string[] {
  const counts = theirs.length === ours.length ? [] : [`rows: Trino ${theirs.length}; here ${ours.length}`];
  const rows = theirs.flatMap((row, at) => {
    const mine = ours[at];
    if (
      mine !== undefined &&
      row.every((cell, column) => alike(cell, mine[column]!, types[column]!, errors[column]!))
    )
      return [];
    return [`row ${at}: Trino ${told(row)}; here ${mine === undefined ? "none" : told(mine)}`];
  });
  return [...counts, ...rows.slice(0, SHOWN)];
}

const told = (row: TrinoRow) => row.map((cell) => cell ?? "NULL").join(" | ");

/** A floating number may be inside an array, a map, a row, or a JSON text that was made of one. */
const roundingOf = (type: string) =>
  /^(double|float|array|row|map|json|varchar)$/.test(type) ? ROUNDING : 0;

const NUMBER = /-?\d+(?:\.\d+)?(?:E[+-]?\d+)?/g;

/** 1.5, 1.5E19: each notation is one of its own. */
const isFloating = (number: string) => /[.E]/.test(number);
const notationOf = (number: string) => (isFloating(number) ? (number.includes("E") ? "#E#" : "#.#") : number);
const isText = (type: string) => type === "varchar" || type === "json";

/** Equal, or the same text around floating numbers that differ by no more than the error. */
function alike(one: string | null, other: string | null, type: string, error: number): boolean {
  if (one === other) return true;
  if (one === null || other === null || error === 0) return false;
  // Any other text is compared letter by letter.
  if (isText(type) && !/^[[{]/.test(one)) return false;
  const approximate = error > ROUNDING;
  if (!approximate && one.replace(NUMBER, notationOf) !== other.replace(NUMBER, notationOf)) return false;
  const [theirs, ours] = [one, other].map((text) => (text.match(NUMBER) ?? []).map(Number));
  return (
    theirs!.length === ours!.length &&
    theirs!.every((number, at) => Math.abs(number - ours![at]!) <= error * sizeOf(number, ours![at]!))
  );
}

/** What is left of sums that should be 0 counts as nothing. */
const sizeOf = (one: number, other: number) => Math.max(Math.abs(one), Math.abs(other), 1e-3);

/** By their cells; the digits that rounding leaves open decide nothing. */
function sorted(rows: readonly TrinoRow[]): TrinoRow[] {
  const keyed = rows.map((row) => ({ row, key: told(row).replace(NUMBER, rounded) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);
}

const rounded = (number: string) => (isFloating(number) ? Number(number).toPrecision(6) : number);

/** Entries of a map have no order. */
const withSortedMaps = (row: TrinoRow, types: readonly string[]): TrinoRow =>
  row.map((cell, at) =>
    cell === null || types[at] !== "map" ? cell : `{${cell.slice(1, -1).split(", ").sort().join(", ")}}`,
  );

/** Is its last ORDER BY outside all parentheses? */
export function endsInOrder(sql: string): boolean {
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''").replace(/--[^\n]*/g, "");
  let last: string;
  let text = bare;
  do {
    last = text;
    text = last.replace(/\([^()]*\)/g, "");
  } while (text !== last);
  return /\border\s+by\b/i.test(text);
}
