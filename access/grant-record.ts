import { createHash } from "node:crypto";
import { RegistrarError } from "../shared/runtime/errors.ts";
import { naming } from "../shared/runtime/naming.ts";
import type { DayRange } from "./day-prefixes.ts";

/** What is kept of a grant. No secret is in it: nobody can use it to get in. */
export interface GrantRecord {
  readonly version: 1;
  /** Name of the role session: CloudTrail has it with every call. */
  readonly session: string;
  readonly user: string;
  readonly stage: string;
  readonly tables: readonly string[];
  readonly days: DayRange;
  /** ARN of the role that the credentials are of. */
  readonly role: string;
  /** ARN of who granted. */
  readonly by: string;
  /** ISO 8601, by AWS's clock. */
  readonly issuedAt: string;
  readonly expiresAt: string;
  /** Of the session policy's text, in hex. CloudTrail keeps the text with AssumeRole. */
  readonly policySha256: string;
  readonly revoked?: { readonly at: string; readonly by: string };
}

export type GrantState = "active" | "expired" | "revoked";

/** `now` is in epoch milliseconds. */
export function stateOf({ expiresAt, revoked }: GrantRecord, now: number): GrantState {
  if (revoked !== undefined) return "revoked";
  return Date.parse(expiresAt) > now ? "active" : "expired";
}

/** No dataset lies here, and no grantee's role reads here. */
export const GRANTS_PREFIX = `${naming.recordsPrefix}access/grants/`;

export const recordsOf = (user: string) => `${GRANTS_PREFIX}${user}/`;

export const recordKey = ({ user, session }: Pick<GrantRecord, "user" | "session">) =>
  `${recordsOf(user)}${session}.json`;

/**
 * "userX-20261120T153000Z-1f3a9c": whose it is and when it began, as the trust policy wants it; what is random keeps
 * two grants of a second apart. At most 40 of the 64 characters that a session's name may have.
 */
export function sessionName(user: string, now: number, random: string): string {
  return `${user}-${new Date(now).toISOString().replace(/[-:]|\.\d+/g, "")}-${random}`;
}

/** "userX-20261120T153000Z-1f3a9c" → epoch milliseconds; NaN of any other text. */
export function beginOf(session: string): number {
  const [, stamp = ""] = session.split("-");
  return Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

/** Is this a name that `sessionName` gives to a grant to this user? */
export function isSessionOf(user: string, session: string): boolean {
  const random = session.split("-").at(-1)!;
  const begin = beginOf(session);
  return /^[0-9a-f]{6}$/.test(random) && !Number.isNaN(begin) && session === sessionName(user, begin, random);
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const TEXTS = ["session", "user", "stage", "role", "by", "issuedAt", "expiresAt", "policySha256"] as const;

const TIMES = ["issuedAt", "expiresAt"] as const;

/** Throws RegistrarError when the object is not what `grant` writes there. */
export function readRecord(key: string, text: string): GrantRecord {
  const record = parse(text);
  const isWhole =
    record?.version === 1 &&
    TEXTS.every((name) => typeof record[name] === "string") &&
    TIMES.every((name) => Number.isFinite(Date.parse(record[name]!))) &&
    Array.isArray(record.tables) &&
    record.tables.every((table) => typeof table === "string") &&
    typeof record.days?.from === "string" &&
    typeof record.days?.to === "string" &&
    key === recordKey(record as GrantRecord); // it is written back under the name that it gives
  if (isWhole) return record as GrantRecord;
  throw new RegistrarError("GRANT_UNREADABLE", `${key} is not the record of a grant`);
}

function parse(text: string): Partial<GrantRecord> | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined; // told by the caller, with the object's key
  }
}
