/**
 * Partition projection: the partitions of a table by its properties, without asking Glue for any (Athena User Guide,
 * "Partition projection"). Where Athena computes values and looks whether there are objects, the objects are looked at
 * here and their values compared: the rows are the same.
 */

import type { TableRecord } from "../../glue/records.ts";
import { QueryError } from "../query-engine.ts";
import { dateFormat, dateRange, numberOfDate } from "./projection-days.ts";
import { keysOf } from "./table-columns.ts";
import { entryOf } from "./text.ts";

export interface Projection {
  readonly bucket: string;
  /** What the keys of all projected partitions begin with. */
  readonly prefix: string;
  /** Keys that a query has to give values for. */
  readonly injected: readonly string[];
  /** Values of the partition in which an object lies, and the length of the partition's own prefix. */
  place(objectKey: string): { values: string[]; length: number } | undefined;
}

export const isProjected = ({ Parameters }: Pick<TableRecord, "Parameters">) =>
  Parameters?.["projection.enabled"]?.trim().toLowerCase() === "true";

type Accepts = (value: string) => boolean;

/** Throws INVALID_TABLE_PROPERTY, or NOT_SUPPORTED for what is projected in another way. `now` in milliseconds. */
export function projectionOf(record: TableRecord, now: number): Projection {
  const keys = keysOf(record).map(({ name }) => name);
  const table = new Properties(record);
  table.checkComplete(keys);
  const accepts = keys.map((key) => acceptedBy(key, table, now));
  const template = table.template(keys);
  const pattern = patternOf(template, keys, table);
  const [, bucket = "", rest = ""] = /^s3[an]?:\/\/([^/]+)\/(.*)$/s.exec(template) ?? [];
  return {
    bucket,
    prefix: rest.split("${")[0] ?? "",
    injected: keys.filter((key) => table.kind(key) === "injected"),
    place(objectKey) {
      const found = pattern.exec(objectKey);
      if (found === null) return undefined;
      const values = keys.map((_, at) => found.groups?.[`k${at}`] ?? "");
      return values.every((value, at) => accepts[at]?.(value))
        ? { values, length: found[0].length }
        : undefined;
    },
  };
}

function acceptedBy(key: string, table: Properties, now: number): Accepts {
  switch (table.kind(key)) {
    case "enum": {
      const values = new Set(table.wanted(key, "values").split(","));
      return (value) => values.has(value);
    }
    case "integer":
      return wholeNumbers(key, table);
    case "date":
      return dates(key, table, now);
    default:
      return () => true;
  }
}

function wholeNumbers(key: string, table: Properties): Accepts {
  const [first, last] = table
    .wanted(key, "range")
    .split(",")
    .map((bound) => bound.trim());
  const [from, to, step] = [first, last, table.optional(key, "interval") ?? "1"].map(Number);
  const digits = Number(table.optional(key, "digits") ?? 1);
  if (![from, to, step, digits].every(Number.isSafeInteger)) {
    throw table.invalid(key, "range, interval and digits have to be whole numbers");
  }
  const [low, high, every] = [from ?? 0, to ?? 0, step ?? 1];
  return (text) => {
    const value = Number(text);
    return (
      Number.isSafeInteger(value) &&
      text === String(value).padStart(digits, "0") &&
      value >= low &&
      value <= high &&
      (value - low) % every === 0
    );
  };
}

/** Of a format with hours Athena wants to be told the interval: only days and months have one by default. */
function dates(key: string, table: Properties, now: number): Accepts {
  const format = dateFormat(table.wanted(key, "format"));
  if (format === undefined) {
    throw table.unsupported(key, `the date format ${table.wanted(key, "format")}`);
  }
  const isHourly = format.unit === "HOURS";
  const read = (property: string) => (isHourly ? table.wanted(key, property) : table.optional(key, property));
  const unit = read("interval.unit")?.trim().toUpperCase() ?? "DAYS";
  if (unit !== format.unit) throw table.unsupported(key, `the interval unit ${unit}`);
  const every = Number(read("interval") ?? 1);
  const range = dateRange(table.wanted(key, "range"), now, format);
  if (range === undefined || !Number.isSafeInteger(every) || every < 1) {
    const units = unit.toLowerCase();
    throw table.invalid(key, `range and interval have to be ${units}, and whole numbers of them`);
  }
  return (value) => {
    const date = numberOfDate(value, format);
    return (
      date !== undefined && date >= range.first && date <= range.last && (date - range.first) % every === 0
    );
  };
}

/** Each key stands between slashes or fixed letters, so that an object's key says the values in one way only. */
function patternOf(template: string, keys: readonly string[], table: Properties): RegExp {
  const parts = template.replace(/^s3[an]?:\/\/[^/]+\//, "").split(/\$\{(.*?)\}/);
  const named = parts.filter((_, at) => at % 2 === 1);
  const fixed = parts.filter((_, at) => at % 2 === 0);
  const isPlain =
    named.length === keys.length &&
    keys.every((key) => named.includes(key)) &&
    fixed.slice(1).every((text, at) => text.startsWith("/") || (at < named.length - 1 && text.length > 1));
  if (!isPlain || !template.endsWith("/")) {
    throw table.unsupported(undefined, `the storage.location.template ${template}`);
  }
  const source = parts.map((part, at) => {
    if (at % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    // A day may be written with slashes, and is then as many folders.
    const slashes = table.optional(part, "format")?.split("/") ?? [""];
    return `(?<k${keys.indexOf(part)}>${slashes.map(() => "[^/]+").join("/")})`;
  });
  return new RegExp(`^${source.join("")}`);
}

/** The table's properties that begin with "projection.". */
class Properties {
  readonly #record: TableRecord;

  constructor(record: TableRecord) {
    this.#record = record;
  }

  kind(key: string): string {
    return this.wanted(key, "type").trim().toLowerCase();
  }

  optional(key: string, property: string): string | undefined {
    return entryOf(this.#record.Parameters ?? {}, `projection.${key}.${property}`);
  }

  wanted(key: string, property: string): string {
    const value = this.optional(key, property);
    if (value === undefined) throw this.invalid(key, `projection.${key}.${property} is missing`);
    return value;
  }

  checkComplete(keys: readonly string[]): void {
    const missing = keys.filter((key) => this.optional(key, "type") === undefined);
    if (missing.length > 0) {
      throw new QueryError(
        `INVALID_TABLE_PROPERTY: Table ${this.#name} is configured for partition projection, but the following partition columns are missing projection configuration: [${missing.join(", ")}]`,
      );
    }
    const unknown = keys.find((key) => !/^(enum|integer|date|injected)$/.test(this.kind(key)));
    if (unknown !== undefined)
      throw this.invalid(unknown, `there is no projection type ${this.kind(unknown)}`);
  }

  /** As Hive would lay the partitions out, unless the table says otherwise. */
  template(keys: readonly string[]): string {
    const given = this.#record.Parameters?.["storage.location.template"];
    if (given !== undefined) return given;
    const location = (this.#record.StorageDescriptor?.Location ?? "").replace(/\/*$/, "/");
    return `${location}${keys.map((key) => `${key}=\${${key}}/`).join("")}`;
  }

  invalid(key: string, what: string): QueryError {
    return new QueryError(`INVALID_TABLE_PROPERTY: Table ${this.#name}, partition column ${key}: ${what}`);
  }

  unsupported(key: string | undefined, what: string): QueryError {
    const column = key === undefined ? "" : ` of ${key}`;
    return new QueryError(
      `NOT_SUPPORTED: ${this.#name}: ${what}${column} is not supported in partition projection here`,
    );
  }

  get #name(): string {
    return `${this.#record.DatabaseName}.${this.#record.Name}`;
  }
}
