/**
 * JSON as Trino reads and writes it. DuckDB's own functions fail on a text that is no JSON, write numbers in a notation
 * of their own and leave keys and white space as they came.
 */

import { numberText } from "./number-text.ts";

/** A value; of a scalar the text as it was written. */
type Json =
  | { readonly kind: "object"; readonly members: ReadonlyMap<string, Json> }
  | { readonly kind: "array"; readonly items: readonly Json[] }
  | { readonly kind: "scalar"; readonly text: string };

/** A bracket, a comma, a string, or a number or word. */
const TOKEN = /[{}[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+/g;

/** Undefined of a text that is no JSON. */
function read(text: string): Json | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const tokens = text.match(TOKEN) ?? [];
  let next = 0;
  const value = (): Json => {
    const token = tokens[next++]!;
    if (token === "[") {
      const items: Json[] = [];
      while (tokens[next] !== "]") {
        items.push(value());
        if (tokens[next] === ",") next++;
      }
      next++;
      return { kind: "array", items };
    }
    if (token !== "{") return { kind: "scalar", text: token };
    const members = new Map<string, Json>();
    while (tokens[next] !== "}") {
      const name = JSON.parse(tokens[next]!) as string;
      // Past the name and its colon. Of a name that is there twice the last one counts.
      next += 2;
      members.set(name, value());
      if (tokens[next] === ",") next++;
    }
    next++;
    return { kind: "object", members };
  };
  return value();
}

function write(json: Json, sorted: boolean): string {
  if (json.kind === "scalar") return scalarText(json.text);
  if (json.kind === "array") return `[${json.items.map((item) => write(item, sorted)).join(",")}]`;
  const members = [...json.members];
  if (sorted) members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${write(member, sorted)}`).join(",")}}`;
}

function scalarText(text: string): string {
  if (text.startsWith('"')) return JSON.stringify(JSON.parse(text));
  return /[.eE]/.test(text) && /\d/.test(text) ? numberText(Number(text)) : text;
}

/** What json_parse makes of a text: keys sorted, no white space. NULL of a text that is no JSON. */
export function parsedJson(text: string): string | null {
  const json = read(text);
  return json === undefined ? null : write(json, true);
}

/** `.name`, `["name"]` or `[0]` */
const STEP = /\.([^.[\]"*]+)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]/y;

/** The names and places of a path such as `$.a["b c"][0]`; undefined of one with anything else, such as `*`. */
export function stepsOf(path: string): (string | number)[] | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: (string | number)[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const found = STEP.exec(path);
    if (found === null) return undefined;
    const [, plain, quoted, place] = found;
    steps.push(place === undefined ? (plain ?? quoted!.replace(/\\(.)/g, "$1")) : Number(place));
  }
  return steps;
}

function at(text: string, path: string): Json | undefined {
  let json = read(text);
  for (const step of stepsOf(path) ?? []) {
    if (json === undefined) return undefined;
    if (typeof step === "number" && json.kind === "array") json = json.items[step];
    else json = json.kind === "object" ? json.members.get(String(step)) : undefined;
  }
  return json;
}

/** What json_extract finds: NULL where nothing is, or where the text is no JSON. */
export function extractedJson(text: string, path: string): string | null {
  const json = at(text, path);
  return json === undefined ? null : write(json, false);
}

/** What json_extract_scalar finds: a string without its quotes, any other scalar as it is written. */
export function extractedScalar(text: string, path: string): string | null {
  const json = at(text, path);
  if (json?.kind !== "scalar" || json.text === "null") return null;
  return json.text.startsWith('"') ? (JSON.parse(json.text) as string) : json.text;
}

/** NULL of anything but an array. */
export function arrayLength(text: string): string | null {
  const json = read(text);
  return json?.kind === "array" ? String(json.items.length) : null;
}
