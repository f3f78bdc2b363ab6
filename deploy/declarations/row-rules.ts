import type { PartitionKey } from "../../shared/datasets/dataset.ts";
import type { Shape } from "../../shared/datasets/shape.ts";
import { didYouMean } from "../../shared/datasets/suggestion.ts";
import { type DeclaredRows, EVERY_KIND, KINDS, kindOf, originOf } from "../../shared/quality/kinds/index.ts";
import type { ColumnRole, Kind, RoleType, RowKind } from "../../shared/quality/kinds/kind.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import type { ValidatedDataset } from "../../shared/quality/snapshot.ts";
import { quoted } from "../../shared/runtime/text.ts";

/** What `rows` looks like. Of a kind that there is not, any fields may be. */
export const ROWS: Shape = (rows) => {
  if (isKind(rows.kind)) return shapeOf(KINDS[rows.kind]);
  return Object.fromEntries(Object.keys({ kind: "", ...rows }).map((field) => [field, "anything"]));
};

/** What each field may name is judged by the rules below. */
function shapeOf({ roles, madeFrom }: Kind): Readonly<Record<string, Shape>> {
  const fields = Object.entries<ColumnRole>(roles).map(([field, role]) => {
    const name = "optional" in role ? `${field}?` : field;
    return [name, "columns" in role ? ["anything"] : "boundsOf" in role ? "record" : "anything"] as const;
  });
  const origin: Readonly<Record<string, Shape>> = madeFrom === undefined ? {} : { "from?": "anything" };
  return { kind: "anything", core: "anything", ...Object.fromEntries(fields), ...origin };
}

function isKind(kind: unknown): kind is RowKind {
  return typeof kind === "string" && Object.hasOwn(KINDS, kind);
}

/** Hive types that suit a role. */
const SUITABLE: Readonly<Record<RoleType, RegExp>> = {
  timestamp: /^timestamp$/,
  number: /^(tinyint|smallint|int|integer|bigint|float|double|decimal\(\d+,\d+\))$/,
  text: /^(string|(char|varchar)\(\d+\))$/,
  identity: /^(string|(char|varchar)\(\d+\)|tinyint|smallint|int|integer|bigint)$/,
};

const WANTED: Readonly<Record<RoleType, string>> = {
  timestamp: "a timestamp",
  number: "a number",
  text: "a string",
  identity: "a whole number or a string",
};

/** A column that a declaration names: the field that names it, and what it has to be. */
type Part = readonly [field: string, column: unknown, suitable: RoleType];

/** Everything that is wrong with what a dataset says of its rows, one sentence each. */
export function* problemsOfRows(
  dataset: ValidatedDataset,
  datasets: readonly DeclaredDataset[],
): Generator<string> {
  const { rows } = dataset.quality;
  if (rows === undefined) return;
  if (!isKind(rows.kind)) {
    const [last, ...others] = EVERY_KIND.map(quoted).toReversed();
    yield `rows: kind ${quoted((rows as DeclaredRows).kind)} must be ${others.toReversed().join(", ")} or ${last}`;
    return;
  }
  const roles = Object.entries<ColumnRole>(kindOf(rows).roles);
  const declared = rows as unknown as Readonly<Record<string, unknown>>;
  for (const [field, role] of roles) {
    for (const part of partsOf(field, role, declared[field])) yield* problemsOfPart(dataset, part);
  }
  yield* problemsOfCore(rows.core, keyNamed(dataset, rows.symbol));
  for (const [field, role] of roles) yield* problemsOfField(field, role, declared[field]);
  yield* problemsOfOrigin(kindOf(rows), originOf(rows), datasets);
}

/** The columns that a field names. One that a dataset may lack is no part of it: what reads it is not looked at. */
function partsOf(field: string, role: ColumnRole, value: unknown): readonly Part[] {
  if ("column" in role) return value === undefined && role.optional ? [] : [[field, value, role.column]];
  if ("columns" in role) {
    return ((value ?? []) as readonly unknown[]).map((column) => [field, column, role.columns]);
  }
  if ("boundsOf" in role) return Object.keys(value ?? {}).map((column) => [field, column, role.boundsOf]);
  return [];
}

/** What is wrong with a field besides the columns that it names. What is missing is reported as such. */
function* problemsOfField(field: string, role: ColumnRole, value: unknown): Generator<string> {
  if (value === undefined) return;
  if ("columns" in role && (value as readonly unknown[]).length === 0) {
    yield `rows: ${field} must name at least one column`;
  }
  if ("bars" in role && (!Number.isInteger(value) || Number(value) < 0)) {
    yield `rows: ${field} ${quoted(value)} must be whole bars, 0 or more`;
  }
  if (!("boundsOf" in role)) return;
  for (const [name, bound] of Object.entries(value as object)) {
    const [least, greatest] = Array.isArray(bound) ? (bound as unknown[]) : [];
    if (!(Number.isFinite(least) && Number.isFinite(greatest) && Number(least) <= Number(greatest))) {
      yield `rows: ${field} of ${name} ${quoted(bound)} must be the least and the greatest value`;
    }
  }
}

function* problemsOfPart(dataset: DeclaredDataset, [field, column, suitable]: Part): Generator<string> {
  const shown = `rows: ${field} ${quoted(column)}`;
  if (column === undefined) return; // it is missing, which is reported
  // What a crawler finds out is not known here.
  if (dataset.columns.length === 0 && typeof column === "string") return;
  const key = keyNamed(dataset, column);
  const type = key === undefined ? dataset.columns.find(({ name }) => name === column)?.type : "string";
  if (type === undefined) yield `${shown} is neither a column nor a partition key`;
  else if (!SUITABLE[suitable].test(type)) yield `${shown} is ${type}, and has to be ${WANTED[suitable]}`;
}

function keyNamed({ keys }: DeclaredDataset, name: unknown): PartitionKey | undefined {
  return keys.find((key) => key.name === name);
}

function* problemsOfCore(core: unknown, key: PartitionKey | undefined): Generator<string> {
  if (core === undefined) return; // as above
  if (!Array.isArray(core)) {
    yield `rows: core ${quoted(core)} must be a list of symbols`;
    return;
  }
  const pattern = key?.kind === "text" ? key.pattern : undefined;
  const values = key?.kind === "text" ? key.values : undefined;
  for (const [index, symbol] of core.entries()) {
    const shown = `rows: core ${quoted(symbol)}`;
    if (typeof symbol !== "string" || symbol === "") yield `${shown} is no symbol`;
    else if (core.indexOf(symbol) < index) yield `${shown} is listed twice`;
    else if (pattern !== undefined && isMismatch(pattern, symbol)) yield `${shown} does not match ${pattern}`;
    else if (values !== undefined && !values.includes(symbol)) {
      yield `${shown} is not among the values of the partition key ${key!.name}`;
    }
  }
}

/** A pattern that is none is shared/datasets/dataset-rules.ts's to tell. */
function isMismatch(pattern: string, symbol: string): boolean {
  try {
    return !new RegExp(`^(?:${pattern})$`).test(symbol);
  } catch {
    return false;
  }
}

function* problemsOfOrigin(
  { name, madeFrom }: Kind,
  from: string | undefined,
  datasets: readonly DeclaredDataset[],
): Generator<string> {
  if (from === undefined || madeFrom === undefined) return;
  const origin = datasets.find((one) => one.name === from);
  if (origin === undefined) {
    yield `rows: from: there is no dataset ${quoted(from)}${didYouMean(from, namesOf(datasets))}`;
  } else if (origin.quality?.rows?.kind !== madeFrom) {
    yield `rows: from: the rows of ${from} are not ${madeFrom}, of which ${name} are made`;
  }
}

/** Whatever was declared: a list of a user's may hold anything. */
export function namesOf(datasets: readonly DeclaredDataset[]): string[] {
  return datasets.map(({ name }) => name).filter((name) => typeof name === "string");
}
