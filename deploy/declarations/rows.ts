import type { Dataset, PartitionKey } from "../../shared/datasets/dataset.ts";
import type { FieldsOf, Shape } from "../../shared/datasets/shape.ts";
import { didYouMean } from "../../shared/datasets/suggestion.ts";
import type { Promised } from "../../shared/quality/facts.ts";
import type { BarRows, FeatureRows, Rows, TradeRows } from "../../shared/quality/quality.ts";
import { quoted } from "../../shared/runtime/text.ts";

/** What each field may name is told by the rules below. */
const COMMON = { kind: "anything", symbol: "anything", time: "anything", core: "anything" } as const;

const FIELDS_OF_KIND = {
  trades: { ...COMMON, id: "anything", price: "anything", size: "anything" } satisfies FieldsOf<TradeRows>,
  bars: {
    ...COMMON,
    open: "anything",
    high: "anything",
    low: "anything",
    close: "anything",
    "volume?": "anything",
    "trades?": "anything",
    "from?": "anything",
  } satisfies FieldsOf<BarRows>,
  features: {
    ...COMMON,
    asOf: "anything",
    values: ["anything"],
    "bounds?": "record",
    warmUp: "anything",
    "from?": "anything",
  } satisfies FieldsOf<FeatureRows>,
} satisfies Readonly<Record<Rows["kind"], Shape>>;

/** What `rows` looks like. Of a kind that there is not, any fields may be. */
export const ROWS: Shape = (rows) => {
  if (isKind(rows.kind)) return FIELDS_OF_KIND[rows.kind];
  return Object.fromEntries(Object.keys({ kind: "", ...rows }).map((field) => [field, "anything"]));
};

function isKind(kind: unknown): kind is Rows["kind"] {
  return typeof kind === "string" && Object.hasOwn(FIELDS_OF_KIND, kind);
}

/** Hive types that suit the part that a column plays. */
const SUITABLE = {
  timestamp: /^timestamp$/,
  number: /^(tinyint|smallint|int|integer|bigint|float|double|decimal\(\d+,\d+\))$/,
  text: /^(string|(char|varchar)\(\d+\))$/,
  identity: /^(string|(char|varchar)\(\d+\)|tinyint|smallint|int|integer|bigint)$/,
} as const;

/** A column that a declaration names: the field that names it, and what it has to be. */
type Part = readonly [field: string, column: unknown, suitable: keyof typeof SUITABLE];

/** Rows of this kind are made from rows of that one. */
const MADE_FROM = { bars: "trades", features: "bars" } as const;

/** Everything that is wrong with what a dataset says of its rows, one sentence each. */
export function* problemsOfRows(dataset: Promised, datasets: readonly Dataset[]): Generator<string> {
  const { rows } = dataset.quality;
  if (rows === undefined) return;
  const parts = partsOf(rows);
  if (parts === undefined) {
    yield `rows: kind ${quoted((rows as Rows).kind)} must be "trades", "bars" or "features"`;
    return;
  }
  for (const part of parts) yield* problemsOfPart(dataset, part);
  yield* problemsOfCore(rows.core, keyNamed(dataset, rows.symbol));
  if (rows.kind === "features") yield* problemsOfFeatures(rows);
  if (rows.kind !== "trades") yield* problemsOfOrigin(rows.kind, rows.from, datasets);
}

function partsOf(rows: Rows): readonly Part[] | undefined {
  const common: readonly Part[] = [
    ["symbol", rows.symbol, "text"],
    ["time", rows.time, "timestamp"],
  ];
  const numbers = (fields: Readonly<Record<string, string>>): readonly Part[] =>
    Object.entries(fields).map(([field, column]) => [field, column, "number"]);
  switch (rows.kind) {
    case "trades": {
      const { id, price, size } = rows;
      return [...common, ["id", id, "identity"], ...numbers({ price, size })];
    }
    case "bars": {
      const { open, high, low, close, volume, trades } = rows;
      return [...common, ...numbers({ open, high, low, close }), ...numbers(given({ volume, trades }))];
    }
    case "features": {
      const values = (rows.values ?? []).map((column): Part => ["values", column, "number"]);
      const bounded = Object.keys(rows.bounds ?? {}).map((column): Part => ["bounds", column, "number"]);
      return [...common, ["asOf", rows.asOf, "timestamp"], ...values, ...bounded];
    }
    default:
      return undefined;
  }
}

/** Columns that a dataset may lack: what reads them is not looked at. */
function given(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, column]) => (column === undefined ? [] : [[field, column]])),
  );
}

function* problemsOfPart(dataset: Dataset, [field, column, suitable]: Part): Generator<string> {
  const shown = `rows: ${field} ${quoted(column)}`;
  if (column === undefined) return; // it is missing, which is told
  // What a crawler finds out is not known here.
  if (dataset.columns.length === 0 && typeof column === "string") return;
  const key = keyNamed(dataset, column);
  const type = key === undefined ? dataset.columns.find(({ name }) => name === column)?.type : "string";
  if (type === undefined) yield `${shown} is neither a column nor a partition key`;
  else if (!SUITABLE[suitable].test(type)) yield `${shown} is ${type}, and has to be ${WANTED[suitable]}`;
}

const WANTED: Readonly<Record<keyof typeof SUITABLE, string>> = {
  timestamp: "a timestamp",
  number: "a number",
  text: "a string",
  identity: "a whole number or a string",
};

function keyNamed({ keys }: Dataset, name: unknown): PartitionKey | undefined {
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

/** A pattern that is none is shared/datasets/dataset.ts's to tell. */
function isMismatch(pattern: string, symbol: string): boolean {
  try {
    return !new RegExp(`^(?:${pattern})$`).test(symbol);
  } catch {
    return false;
  }
}

function* problemsOfFeatures({
  values,
  bounds = {},
  warmUp,
}: Extract<Rows, { readonly kind: "features" }>): Generator<string> {
  if (values?.length === 0) yield "rows: values must name at least one column";
  if (warmUp !== undefined && (!Number.isInteger(warmUp) || warmUp < 0))
    yield `rows: warmUp ${quoted(warmUp)} must be whole bars, 0 or more`;
  for (const [name, bound] of Object.entries(bounds)) {
    const [least, greatest] = Array.isArray(bound) ? (bound as unknown[]) : [];
    if (!(Number.isFinite(least) && Number.isFinite(greatest) && Number(least) <= Number(greatest))) {
      yield `rows: bounds of ${name} ${quoted(bound)} must be the least and the greatest value`;
    }
  }
}

function* problemsOfOrigin(
  kind: keyof typeof MADE_FROM,
  from: string | undefined,
  datasets: readonly Dataset[],
): Generator<string> {
  if (from === undefined) return;
  const origin = datasets.find(({ name }) => name === from);
  const wanted = MADE_FROM[kind];
  if (origin === undefined) {
    yield `rows: from: there is no dataset ${quoted(from)}${didYouMean(from, namesOf(datasets))}`;
  } else if (origin.quality?.rows?.kind !== wanted) {
    yield `rows: from: the rows of ${from} are not ${wanted}, of which ${kind} are made`;
  }
}

/** Whatever was declared: a list of a user's may hold anything. */
export function namesOf(datasets: readonly Dataset[]): string[] {
  return datasets.map(({ name }) => name).filter((name) => typeof name === "string");
}
