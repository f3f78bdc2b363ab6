/**
 * Checks a JSON request the way an AWS front end does before the service sees it: the shape from the schemas
 * that the SDK clients export (names, types, required members; they carry no bounds), the bounds from a table
 * typed from the service's API reference.
 */

import { NormalizedSchema } from "@smithy/core/schema";
import { type Limit, type Limits, rules } from "./limits.ts";
import { AwsError, type Json, type JsonObject } from "./service.ts";

/** An SDK type as it travels: dates are epoch seconds, and a required member is there. */
export type Wire<T> = T extends Date
  ? number
  : T extends readonly (infer Entry)[]
    ? Wire<Entry>[]
    : T extends object
      ? {
          [Name in keyof T]: Wire<
            Record<never, never> extends Pick<T, Name> ? T[Name] : NonNullable<T[Name]>
          >;
        }
      : T;

/** A schema that an SDK client exports, such as `GetPartitionsRequest$`. */
export type Schema = Parameters<typeof NormalizedSchema.of>[0];

/** An operation's schema as an SDK client exports it, such as `GetPartitions$`: fifth comes the schema of its input. */
export type OperationSchema = Extract<Schema, { readonly 0: 9; readonly 4: unknown }>;

/**
 * The request without the members that the schema does not know: AWS ignores those.
 * Throws SerializationException for a wrong type, ValidationException for everything else that is wrong.
 */
export function validate<Input>(schema: Schema, input: JsonObject, limits: Limits): Wire<Input> {
  const walk = new Walk(limits);
  const known = walk.structure(NormalizedSchema.of(schema), input, "");
  if (walk.violations.length > 0) throw validationException(walk.violations);
  // The walk has just compared it with the schema from which the SDK's type was generated.
  return known as unknown as Wire<Input>;
}

/** The member being looked at: where it is in the request, and where its limits are in the table. */
interface Site {
  readonly path: string;
  readonly owner: string;
  readonly member: string;
}

class Walk {
  readonly violations: string[] = [];
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  structure(schema: NormalizedSchema, json: Json, path: string): JsonObject {
    const input = asObject(json);
    const required = requiredMembers(schema);
    const owner = schema.getName() ?? "";
    const known: JsonObject = {};
    for (const [name, memberSchema] of schema.structIterator()) {
      const member = input[name];
      const absent = member === undefined || member === null;
      if (absent && !required.includes(name)) continue;
      const site = { path: join(path, lowerFirst(name)), owner, member: name };
      if (absent) this.#missing(site.path);
      else known[name] = this.#value(memberSchema, member, site);
    }
    return known;
  }

  #value(schema: NormalizedSchema, json: Json, site: Site): Json {
    if (this.#limit(site, "")?.offered === false) throw notOffered(site);
    if (schema.isStructSchema()) return this.structure(schema, json, site.path);
    if (schema.isMapSchema()) return this.#map(schema, json, site);
    if (schema.isListSchema()) return this.#list(schema, json, site);
    const value = scalar(schema, json);
    this.#compare(value, site);
    return value;
  }

  #list(schema: NormalizedSchema, json: Json, site: Site): Json {
    if (!Array.isArray(json)) throw misfit(json, "ArrayList");
    this.#compare(json, site);
    const entries = schema.getValueSchema();
    const known = json.map((entry, at) => {
      const path = `${site.path}.${at + 1}.member`;
      if (entry === null) this.#missing(path);
      return entry === null ? null : this.#value(entries, entry, { ...site, path, owner: "", member: "" });
    });
    this.#compareAll(known, site, "member", "Member must satisfy constraint");
    return known;
  }

  #map(schema: NormalizedSchema, json: Json, site: Site): Json {
    const entries = Object.entries(asObject(json)).filter(([, value]) => value !== null);
    const values = schema.getValueSchema();
    const known = Object.fromEntries(
      entries.map(([key, value]) => {
        const path = `${site.path}.${key}.member`;
        return [key, this.#value(values, value ?? null, { path, owner: "", member: "" })];
      }),
    );
    this.#compareAll(Object.keys(known), site, "key", "Map keys must satisfy constraint");
    this.#compareAll(Object.values(known), site, "value", "Map value must satisfy constraint");
    return known;
  }

  #compare(value: Json, site: Site): void {
    for (const rule of rules(this.#limit(site, ""))) {
      if (!rule.holds(value)) this.#violation(value, site.path, rule.says);
    }
  }

  /** AWS words a bad entry of a list of scalars, or of a map, as a fault of the whole, and lists every rule. */
  #compareAll(entries: Json[], site: Site, suffix: string, says: string): void {
    const all = rules(this.#limit(site, `.${suffix}`));
    if (entries.every((entry) => all.every((rule) => rule.holds(entry)))) return;
    this.#violation(entries, site.path, `${says}: [${all.map((rule) => rule.says).join(", ")}]`);
  }

  #limit(site: Site, suffix: string): Limit | undefined {
    return this.#limits[`${site.owner}.${site.member}${suffix}`] ?? this.#limits[`*.${site.member}${suffix}`];
  }

  #missing(path: string): void {
    this.violations.push(`Value null at '${path}' failed to satisfy constraint: Member must not be null`);
  }

  #violation(value: Json, path: string, says: string): void {
    this.violations.push(`Value '${shown(value)}' at '${path}' failed to satisfy constraint: ${says}`);
  }
}

/** The SDK's schemas put the required members first and count them. */
function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const shape = schema.getSchema();
  return Array.isArray(shape) && shape[0] === 3 ? shape[4].slice(0, shape[6] ?? 0) : [];
}

function scalar(schema: NormalizedSchema, json: Json): Json {
  if (schema.isDocumentSchema()) return json;
  if (schema.isBooleanSchema()) return expected(json, "boolean", "Boolean");
  if (schema.isStringSchema() || schema.isBlobSchema()) return expected(json, "string", "String");
  return expected(json, "number", schema.isTimestampSchema() ? "milliseconds since epoch" : "Integer");
}

function expected(json: Json, type: "boolean" | "number" | "string", javaType: string): Json {
  if (typeof json !== type) throw misfit(json, javaType);
  return json;
}

function asObject(json: Json): JsonObject {
  if (json === null || typeof json !== "object") throw serializationException("Unexpected field type");
  if (Array.isArray(json)) throw misfit(json, "HashMap");
  return json;
}

/** The deserializer behind AWS's JSON services names JSON tokens and Java types. */
function misfit(json: Json, javaType: string): AwsError {
  if (Array.isArray(json))
    return serializationException(`Unrecognized collection type class java.lang.${javaType}`);
  if (typeof json === "object")
    return serializationException("Start of structure or map found where not expected.");
  if (javaType === "ArrayList") return serializationException("Unexpected field type");
  const token = typeof json === "boolean" ? String(json).toUpperCase() : (typeof json).toUpperCase();
  return serializationException(`${token}_VALUE cannot be converted to ${javaType}`);
}

const serializationException = (message: string) => new AwsError("SerializationException", message);

/** AWS reports ten violations at most. */
function validationException(violations: readonly string[]): AwsError {
  const told = violations.slice(0, 10);
  const count = `${told.length} validation error${told.length > 1 ? "s" : ""} detected`;
  return new AwsError("ValidationException", `${count}: ${told.join("; ")}`);
}

const notOffered = (site: Site) =>
  new AwsError(
    "UnsupportedOperationException",
    `The emulator does not offer '${site.path}' of ${site.owner}`,
  );

/** AWS prints the Java objects of a list of structures; nobody can rely on those. */
function shown(value: Json): string {
  if (!Array.isArray(value)) return String(value);
  return value.some((entry) => typeof entry === "object") ? "[...]" : `[${value.join(", ")}]`;
}

const join = (path: string, name: string) => (path === "" ? name : `${path}.${name}`);
const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
