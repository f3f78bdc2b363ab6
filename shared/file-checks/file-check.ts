/** That a file is to be read: what the register function sends to the guard function. */
export interface FileCheck {
  /** The dataset's name. */
  readonly dataset: string;
  /** The object's literal key, in the stage's bucket. */
  readonly key: string;
  /** When S3 told of the object, ISO 8601; undefined when its event did not say. */
  readonly time: string | undefined;
  /** Was its event sent again by a person? */
  readonly replayed: boolean;
  /** Does its partition wait for it? */
  readonly holds: boolean;
}

/** What tells a file check from everything else that may be in a queue. */
const KIND = "partition-registrar/file-check";

/** S3 API: keys have 1,024 bytes at most. */
const KEY_LENGTH = 1024;

/**
 * The body of a file check's message: JSON in ASCII. SQS takes no text with characters that XML does not know, and a
 * key, which may have them, has to arrive as it is.
 */
export function writeFileCheck({ dataset, key, time, replayed, holds }: FileCheck): string {
  const content = { kind: KIND, dataset, key, time, replayed, holds };
  return JSON.stringify(content).replace(/[\u007f-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** The file check in a body; undefined for any other body, "broken" for one that cannot be read. Never throws. */
export function readFileCheck(body: string): FileCheck | "broken" | undefined {
  if (!body.includes(KIND)) return undefined;
  const content = parse(body);
  if (content?.kind !== KIND) return undefined;
  const { dataset, key, time, replayed, holds } = content;
  const isSound =
    typeof dataset === "string" &&
    typeof key === "string" &&
    key !== "" &&
    key.length <= KEY_LENGTH &&
    (time === undefined || typeof time === "string") &&
    typeof replayed === "boolean" &&
    typeof holds === "boolean";
  return isSound ? { dataset, key, time, replayed, holds } : "broken";
}

/** Of what is no object no member is defined. */
function parse(body: string): Partial<Record<keyof FileCheck | "kind", unknown>> | null | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
