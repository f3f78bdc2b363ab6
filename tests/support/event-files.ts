import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../events/", import.meta.url);

/** What events/<name>.expected.json holds: the ending of every message, and what an empty Glue holds afterwards. */
export interface ExpectedEffect {
  readonly messages: readonly { readonly outcome: string; readonly reason?: string }[];
  readonly partitions: readonly {
    readonly table: string;
    readonly values: readonly string[];
    readonly location: string;
  }[];
}

export interface EventFile {
  readonly name: string;
  readonly event: { readonly Records: readonly SqsRecord[] };
  readonly expected: ExpectedEffect;
}

export interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
  readonly [member: string]: unknown;
}

/** Names of events/*.json that are events, not expectations. */
export const eventNames: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json") && !file.endsWith(".expected.json"))
  .map((file) => file.slice(0, -".json".length));

export function readEvent(name: string): EventFile {
  return { name, event: read(`${name}.json`), expected: read(`${name}.expected.json`) };
}

function read<Content>(file: string): Content {
  return JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
}
