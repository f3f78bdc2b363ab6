import { ConfigurationError } from "../runtime/errors.ts";
import type { Column, CrawlOptions, Dataset, PartitionKey } from "./dataset.ts";
import { RULES, repeated } from "./dataset-rules.ts";
import type { RemovalOptions } from "./on-empty.ts";
import { type FieldsOf, type Misfit, misfits, type Shape } from "./shape.ts";

const KEY_FIELDS = { name: "text", kind: "anything" } as const;
const BOUNDS = { "from?": "text", "until?": "text" } as const;
const FORMAT = { "format?": "text" } as const;
const TYPE = { "type?": "text" } as const;
const TEXT = { "pattern?": "text", "values?": ["text"] } as const;

/** The fields of a key, by its kind; all that there are where that is none. */
function fieldsOfKey({ kind }: { readonly [field: string]: unknown }) {
  const fields = {
    day: { ...KEY_FIELDS, ...FORMAT, ...TYPE, ...BOUNDS },
    year: { ...KEY_FIELDS, ...TYPE, ...BOUNDS },
    month: { ...KEY_FIELDS, ...FORMAT, ...TYPE },
    "day-of-month": { ...KEY_FIELDS, ...FORMAT, ...TYPE },
    hour: { ...KEY_FIELDS, ...FORMAT, ...TYPE },
    text: { ...KEY_FIELDS, ...TEXT },
  } satisfies {
    readonly [Kind in PartitionKey["kind"]]: FieldsOf<Extract<PartitionKey, { readonly kind: Kind }>>;
  };
  const isKind = typeof kind === "string" && Object.hasOwn(fields, kind);
  return isKind
    ? fields[kind as keyof typeof fields]
    : { ...KEY_FIELDS, ...FORMAT, ...TYPE, ...BOUNDS, ...TEXT };
}

/** The fields of a declared dataset. Those of `quality` are told with its rules. */
const DATASET = {
  name: "text",
  database: "text",
  table: "text",
  prefix: "text",
  keys: [fieldsOfKey],
  "layout?": "text",
  columns: [{ name: "text", type: "text" } satisfies FieldsOf<Column>],
  strategy: "anything",
  "crawl?": {
    "debounceSeconds?": "anything",
    "minimumInterval?": "anything",
    "schedule?": "text",
    "newFoldersOnly?": "flag",
  } satisfies FieldsOf<CrawlOptions>,
  "guard?": "anything",
  "onEmpty?": "anything",
  "removal?": { "graceMinutes?": "anything", "perDay?": "anything" } satisfies FieldsOf<RemovalOptions>,
  "quality?": "anything",
} satisfies FieldsOf<Dataset> & Shape;

/** Keeps what was declared, so that whoever checks can name what else is wrong with it. */
export class InvalidDatasets extends ConfigurationError {
  /** Those of which every field is there, and what it should be. */
  readonly whole: readonly Dataset[];
  /** With the others. */
  readonly declared: readonly Dataset[];
  constructor(problems: readonly string[], whole: readonly Dataset[], declared: readonly Dataset[]) {
    super("INVALID_DATASETS", "The dataset definitions have problems:", problems);
    this.whole = whole;
    this.declared = declared;
  }
}

/** Stands in a bundle only (deploy/bundle.ts), and so none of the rules does: packaging has asked them already. */
declare const IS_BUNDLED: true;

/** Checks a list of datasets and returns it. Throws one InvalidDatasets that names every problem. */
export function defineDatasets<const T extends readonly Dataset[]>(datasets: T): T {
  if (typeof IS_BUNDLED !== "undefined") return datasets;
  if (!Array.isArray(datasets)) throw new InvalidDatasets(["the datasets must be a list"], [], []);
  const shaped = datasets.map((dataset) => ({ dataset, unfit: [...misfits(dataset, DATASET)] }));
  const whole = shaped.filter(({ unfit }) => !unfit.some(isBroken)).map(({ dataset }) => dataset);
  const problems = [
    ...shaped.flatMap(({ dataset, unfit }, index) => problemsOf(dataset, unfit, index)),
    ...(datasets.length === 0 ? ["there is no dataset"] : problemsBetween(whole)),
  ];
  if (problems.length > 0) throw new InvalidDatasets(problems, whole, datasets.filter(Boolean));
  return datasets;
}

/** Rules can only be asked of fields that are there, and what they should be. */
const isBroken = ({ kind }: Misfit) => kind !== "unknown";

function problemsOf(dataset: Dataset, unfit: readonly Misfit[], index: number): string[] {
  const name: unknown = dataset?.name;
  const which = typeof name === "string" ? `dataset ${JSON.stringify(name)}` : `datasets[${index}]`;
  const broken = new Set(unfit.filter(isBroken).map(({ field }) => field));
  const problems = unfit.flatMap(({ problem }) => problem ?? []);
  for (const [reads, rule] of RULES) {
    if (!broken.has("") && !reads.some((field) => broken.has(field))) problems.push(...rule(dataset));
  }
  return problems.map((problem) => `${which}: ${problem}`);
}

function* problemsBetween(datasets: readonly Dataset[]): Generator<string> {
  yield* repeated(datasets, "dataset");
  const tables = datasets.map(({ database, table }) => ({ name: `${database}.${table}` }));
  yield* repeated(tables, "table");
  for (const [index, one] of datasets.entries()) {
    for (const other of datasets.slice(index + 1)) {
      // S3 refuses overlapping notification filters, and an object would belong to two tables.
      if (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)) {
        yield `datasets ${JSON.stringify(one.name)} and ${JSON.stringify(other.name)} have overlapping prefixes: ` +
          `${one.prefix} and ${other.prefix}`;
      }
    }
  }
}
