/**
 * A nomination: the message that the deregister function sends to its own queue, and which stands for removal events that
 * it has deleted. It says "look into these folders once the grace period is over". Times are milliseconds since 1970.
 */
export interface Nomination {
  /** Name of the dataset. */
  readonly dataset: string;
  /** When the folders may be looked into. */
  readonly due: number;
  /** When the first of its events entered a queue of ours. */
  readonly firstSeen: number;
  /** Locations of partitions, as paths below the dataset's prefix that end with "/". */
  readonly folders: readonly string[];
}

/** Folders of one nomination at most: a folder has up to 1,024 bytes, a message 1 MiB. */
export const FOLDERS_PER_NOMINATION = 100;

/** What tells a nomination from everything else that may be in the queue. */
const KIND = "partition-registrar/nomination";
/** A body of a later version is not read as one of this: it waits for a person. */
const VERSION = 1;

/** The body of a nomination's message: JSON, its times in ISO 8601 for those who read the queue. */
export function writeNomination({ dataset, due, firstSeen, folders }: Nomination): string {
  const body = { kind: KIND, version: VERSION, dataset, due: iso(due), firstSeen: iso(firstSeen), folders };
  // SQS refuses these two characters; JSON may write them in other words.
  return JSON.stringify(body).replace(/[\uFFFE\uFFFF]/g, (odd) => `\\u${odd.charCodeAt(0).toString(16)}`);
}

/** The nomination in a body; undefined for any other body, "broken" for one that cannot be read. Never throws. */
export function readNomination(body: string): Nomination | "broken" | undefined {
  if (!body.includes(KIND)) return undefined; // spares JSON.parse: nearly every message is an S3 event
  const content = parse(body);
  if (content?.kind !== KIND) return undefined;
  const { version, dataset, folders } = content;
  const [due, firstSeen] = [milliseconds(content.due), milliseconds(content.firstSeen)];
  const isSound = version === VERSION && typeof dataset === "string" && Array.isArray(folders);
  if (!isSound || due === undefined || firstSeen === undefined) return "broken";
  if (folders.length === 0 || !folders.every((folder) => typeof folder === "string")) return "broken";
  return { dataset, due, firstSeen, folders: folders.slice(0) };
}

const iso = (time: number) => new Date(time).toISOString();

function milliseconds(text: unknown): number | undefined {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** Of what is no object no member is defined. */
function parse(
  body: string,
): Partial<Record<keyof Nomination | "kind" | "version", unknown>> | null | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
