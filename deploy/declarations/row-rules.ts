import type { PartitionKey } from "../../shared/datasets/dataset.ts";
import { typeOfKey } from "../../shared/datasets/key-type.ts";
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
    return ["optional" in role ? `${field}?` : field, shapeOfRole(role)] as const;
  });
  const origin: Readonly<Record<string, Shape>> = madeFrom === undefined ? {} : { "from?": "anything" };
  const core: Readonly<Record<string, Shape>> = "symbol" in roles ? { core: "anything" } : {};
  return { kind: "anything", ...core, ...Object.fromEntries(fields), ...origin };
}

function shapeOfRole(role: ColumnRole): Shape {
  if ("columns" in role) return ["anything"];
  return "boundsOf" in role || "valuesOf" in role ? "record" : "anything";
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
  comparable: /^(?!array|map|struct|binary)/,
  any: /^/,
};

const WANTED: Readonly<Record<RoleType, string>> = {
  timestamp: "a timestamp",
  number: "a number",
  text: "a string",
  identity: "a whole number or a string",
  comparable: "a single value, as a number, a string or a time is",
  any: "any type",
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
  if ("symbol" in rows) yield* problemsOfCore(rows.core, keyNamed(dataset, rows.symbol));
  for (const [field, role] of roles) {
    yield* problemsOfField(field, role, declared[field], (name) => typeOf(dataset, name));
  }
  yield* problemsOfOrigin(kindOf(rows), originOf(rows), datasets);
}

/** The columns that a field names. One that a dataset may lack is no part of it: what reads it is not looked at. */
function partsOf(field: string, role: ColumnRole, value: unknown): readonly Part[] {
  if ("column" in role) return value === undefined && role.optional ? [] : [[field, value, role.column]];
  if ("columns" in role) {
    return ((value ?? []) as readonly unknown[]).map((column) => [field, column, role.columns]);
  }
  const type = "boundsOf" in role ? role.boundsOf : "valuesOf" in role ? role.valuesOf : undefined;
  if (type !== undefined) return Object.keys(value ?? {}).map((column) => [field, column, type]);
  return [];
}

/** What is wrong with a field besides the columns that it names. What is missing is reported as such. */
function* problemsOfField(
  field: string,
  role: ColumnRole,
  value: unknown,
  typeOfColumn: (name: string) => string | undefined,
): Generator<string> {
  if (value === undefined) return;
  if ("columns" in role && (value as readonly unknown[]).length === 0) {
    yield `rows: ${field} must name at least one column`;
  }
  if ("bars" in role && (!Number.isInteger(value) || Number(value) < 0)) {
    yield `rows: ${field} ${quoted(value)} must be whole bars, 0 or more`;
  }
  if ("boundsOf" in role) yield* problemsOfBounds(field, role.open === true, value as object);
  if ("valuesOf" in role) yield* problemsOfValues(field, value as object, typeOfColumn);
}

function* problemsOfBounds(field: string, areOpen: boolean, value: object): Generator<string> {
  const isBound = (bound: unknown) => Number.isFinite(bound) || (areOpen && bound === null);
  for (const [name, bounds] of Object.entries(value)) {
    const [least, greatest, ...others] = Array.isArray(bounds) ? (bounds as unknown[]) : [];
    const isOrdered = least === null || greatest === null || Number(least) <= Number(greatest);
    if (!isBound(least) || !isBound(greatest) || !isOrdered || others.length > 0) {
      const open = areOpen ? ", or null for none" : "";
      yield `rows: ${field} of ${name} ${quoted(bounds)} must be the least and the greatest value${open}`;
    }
  }
}

/** Athena compares no text with a number: the whole scan would fail. */
function* problemsOfValues(
  field: string,
  value: object,
  typeOfColumn: (name: string) => string | undefined,
): Generator<string> {
  const isText = (one: unknown) => typeof one === "string";
  for (const [name, values] of Object.entries(value)) {
    const type = typeOfColumn(name) ?? (Array.isArray(values) && isText(values[0]) ? "string" : "bigint");
    const areTexts = SUITABLE.text.test(type);
    const isAccepted = areTexts ? isText : Number.isSafeInteger;
    if (!Array.isArray(values) || values.length === 0 || !values.every(isAccepted)) {
      const wanted = areTexts ? "texts" : "whole numbers";
      yield `rows: ${field} of ${name} ${quoted(values)} must be a list of ${wanted}, of one at least`;
    }
  }
}

function* problemsOfPart(dataset: DeclaredDataset, [field, column, suitable]: Part): Generator<string> {
  const shown = `rows: ${field} ${quoted(column)}`;
  if (column === undefined) return; // it is missing, which is reported
  // What a crawler finds out is not known here.
  if (dataset.columns.length === 0 && typeof column === "string") return;
  const type = typeOf(dataset, column);
  if (type === undefined) yield `${shown} is neither a column nor a partition key`;
  else if (!SUITABLE[suitable].test(type)) yield `${shown} is ${type}, and has to be ${WANTED[suitable]}`;
}

function typeOf(dataset: DeclaredDataset, name: unknown): string | undefined {
  const key = keyNamed(dataset, name);
  if (key !== undefined) return typeOfKey(key);
  return dataset.columns.find((column) => column.name === name)?.type;
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
