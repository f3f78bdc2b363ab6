/** What a target gets of an event. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
import type { InputTransformer } from "@aws-sdk/client-eventbridge";
import { AwsError, type Json, type JsonObject } from "../wire/service.ts";
import type { Wire } from "../wire/validation.ts";

/** Makes the text for a target of an event. */
export type TargetInput = (event: JsonObject) => string;

/** The whole event, what lies at a path in it, or a template filled in. Throws ValidationException. */
export function readTargetInput(
  id: string,
  path: string | undefined,
  transformer: Wire<InputTransformer> | undefined,
): TargetInput {
  if (path !== undefined && transformer !== undefined) {
    throw invalid(id, "Only one of Input, InputPath, or InputTransformer must be provided");
  }
  if (path !== undefined) {
    const members = membersOf(id, path);
    return (event) => JSON.stringify(at(event, members) ?? null);
  }
  if (transformer === undefined) return (event) => JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate = "" } = transformer;
  const paths = new Map(Object.entries(InputPathsMap).map(([name, one]) => [name, membersOf(id, one)]));
  const unknown = [...InputTemplate.matchAll(VARIABLE)].find(([, name]) => !paths.has(name!));
  if (unknown !== undefined) throw invalid(id, `the emulator has no value for ${unknown[0]}`);
  if (!isText(fill(InputTemplate, () => ""))) throw invalid(id, "Invalid InputTemplate");
  return (event) => fill(InputTemplate, (name) => at(event, paths.get(name)!));
}

const VARIABLE = /<([\w.-]+)>/g;

/** Between quotation marks a value is text, as JSON has it; elsewhere it is JSON. What is not there leaves nothing. */
function fill(template: string, lookUp: (name: string) => Json | undefined): string {
  let isQuoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (found: string, name: string | undefined) => {
    if (found === '"') isQuoted = !isQuoted;
    if (name === undefined) return found;
    const value = lookUp(name);
    if (value === undefined) return "";
    if (!isQuoted) return JSON.stringify(value);
    return JSON.stringify(typeof value === "string" ? value : JSON.stringify(value)).slice(1, -1);
  });
}

/** A JSON object, or lines of quoted text. */
const isText = (filled: string) =>
  filled.startsWith("{") ? isJson(filled) : filled.trimEnd().split("\n").every(isQuotedLine);

const isQuotedLine = (line: string) => line.startsWith('"') && isJson(line);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** `$.detail.state` → ["detail", "state"]. */
function membersOf(id: string, path: string): readonly string[] {
  if (!/^\$(\.[\w/-]+)*$/.test(path)) throw invalid(id, `the emulator does not read the path ${path}`);
  return path.split(".").slice(1);
}

function at(event: JsonObject, members: readonly string[]): Json | undefined {
  let value: Json | undefined = event;
  for (const member of members) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, member) ? (value as JsonObject)[member] : undefined;
  }
  return value;
}

const invalid = (id: string, what: string) =>
  new AwsError("ValidationException", `Target ${id} is not valid. Reason: ${what}.`);
