import { naming } from "../shared/runtime/naming.ts";
import type { ObjectStore, ObjectWriter } from "../shared/store/port.ts";
import { isSessionOf } from "./grant-record.ts";
import type { RevocationJournal } from "./port.ts";
import { merged, NOTHING_REVOKED, oneSession, type Revocation } from "./revocation.ts";

/** Whose revocations, where, and who adds one now. */
export interface JournalOf {
  readonly bucket: string;
  readonly stage: string;
  readonly user: string;
  /** ARN. */
  readonly by: string;
}

/** No dataset lies here, and no grantee's role reads here. */
export const REVOCATIONS_PREFIX = `${naming.recordsPrefix}access/revocations/`;

/**
 * An object for each time and session: S3 lists one as soon as it is written. The keys say it all, so that no object
 * has to be read; what is in them is for people. Throws RegistrarError.
 */
export function revocationJournal(
  { bucket, stage, user, by }: JournalOf,
  store: ObjectStore,
  writer: ObjectWriter,
  callTimeout: () => AbortSignal,
): RevocationJournal {
  const prefix = `${REVOCATIONS_PREFIX}${stage}/${user}/`;
  return {
    async add({ before, sessions }) {
      const times = before === NOTHING_REVOKED.before ? [] : [`before ${before}`];
      for (const what of [...times, ...sessions.map((session) => `session ${session}`)]) {
        const key = `${prefix}${what.replace(" ", "=")}.json`;
        const body = `${JSON.stringify({ version: 1, stage, user, revoked: what, by }, null, 2)}\n`;
        await writer.put(bucket, { key, body, contentType: "application/json" }, callTimeout());
      }
    },
    async all() {
      let all = NOTHING_REVOKED;
      for await (const { key } of store.objects(bucket, prefix, callTimeout())) {
        all = merged(all, entryOf(user, key.slice(prefix.length)));
      }
      return all;
    },
  };
}

/** "before=2026-11-20T15:30:00Z.json" or "session=userX-20261120T153000Z-1f3a9c.json"; anything else says nothing. */
function entryOf(user: string, name: string): Revocation {
  const [, kind, value = ""] = /^(before|session)=(.+)\.json$/.exec(name) ?? [];
  if (
    kind === "before" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  ) {
    return { before: value, sessions: [] };
  }
  return kind === "session" && isSessionOf(user, value) ? oneSession(value) : NOTHING_REVOKED;
}
