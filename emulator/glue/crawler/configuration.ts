/**
 * The `Configuration` of a crawler: JSON in a string, version 1.0.
 * https://docs.aws.amazon.com/glue/latest/dg/crawler-configuration.html
 */

import type { Json, JsonObject } from "../../wire/service.ts";
import { invalidInput } from "../errors.ts";

export interface CrawlerConfiguration {
  /** Partitions have the columns of their table rather than those of their own files. */
  readonly inheritFromTable: boolean;
  /** An update adds columns to a table, and neither changes nor removes any. */
  readonly mergeNewColumns: boolean;
  /** Which folder is the table, counted from the bucket, which is 1; undefined: that of the include path. */
  readonly tableLevel: number | undefined;
}

/** What there may be below each object of the document; the values of leaves are looked at one by one. */
const KEYS = {
  "": ["Version", "CrawlerOutput", "Grouping", "CreatePartitionIndex"],
  CrawlerOutput: ["Partitions", "Tables"],
  "CrawlerOutput.Partitions": ["AddOrUpdateBehavior"],
  "CrawlerOutput.Tables": ["AddOrUpdateBehavior"],
  Grouping: ["TableGroupingPolicy", "TableLevelConfiguration"],
} as const;

/** Throws InvalidInputException. */
export function readConfiguration(text: string | undefined): CrawlerConfiguration {
  const document = text === undefined ? { Version: 1 } : parse(text);
  const whole = objectAt("", document);
  const output = objectAt("CrawlerOutput", whole.CrawlerOutput);
  const partitions = objectAt("CrawlerOutput.Partitions", output.Partitions);
  const tables = objectAt("CrawlerOutput.Tables", output.Tables);
  const grouping = objectAt("Grouping", whole.Grouping);
  if (whole.Version !== 1) throw invalidInput("Configuration must have Version 1.0");
  return {
    inheritFromTable: isSet(partitions, "AddOrUpdateBehavior", "InheritFromTable"),
    mergeNewColumns: isSet(tables, "AddOrUpdateBehavior", "MergeNewColumns"),
    tableLevel: tableLevelOf(grouping),
  };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw invalidInput("Configuration is not valid JSON");
  }
}

function objectAt(path: keyof typeof KEYS, value: Json | undefined): JsonObject {
  if (value === undefined) return {};
  const shown = path === "" ? "Configuration" : path;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalidInput(`${shown} must be a JSON object`);
  const known: readonly string[] = KEYS[path];
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw invalidInput(`${shown} contains unsupported keys: ${unknown.join(", ")}.`);
  return value;
}

/** Each of these settings has one value, or is left out. */
function isSet(object: JsonObject, key: string, only: string): boolean {
  const value = object[key];
  if (value !== undefined && value !== only) throw invalidInput(`${key} can have only the value ${only}`);
  return value === only;
}

function tableLevelOf(grouping: JsonObject): number | undefined {
  isSet(grouping, "TableGroupingPolicy", "CombineCompatibleSchemas");
  const level = grouping.TableLevelConfiguration;
  if (level === undefined || (typeof level === "number" && Number.isInteger(level) && level >= 1))
    return level;
  throw invalidInput("TableLevelConfiguration must be a positive integer");
}
