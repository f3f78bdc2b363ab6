import { isDeepStrictEqual } from "node:util";
import { RegistrarError } from "../shared/runtime/errors.ts";
import { beginOf } from "./grant-record.ts";
import { SESSION_MINUTES } from "./grantee.ts";

/**
 * What of a grantee is revoked. Credentials cannot be called back, but their role can deny everything to them: IAM asks
 * at every request. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export interface Revocation {
  /** ISO 8601, whole seconds. Every session that began before is revoked. */
  readonly before: string;
  /** Single sessions, by name, that began later. */
  readonly sessions: readonly string[];
}

/** The role's inline policy that holds it. */
export const REVOCATION_POLICY = "revoked-grants";

/** What is deployed: nothing is revoked. */
export const NOTHING_REVOKED: Revocation = { before: "2000-01-01T00:00:00Z", sessions: [] };

/**
 * The policy's document. Its wildcards are in a Deny: it takes away, whatever the role has. The first statement is
 * keyed on the source identity as well, which a session cannot change; the second on the session's name, which follows
 * the role's id in aws:userid.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-infotouse
 */
export function revocationPolicy(user: string, { before, sessions }: Revocation) {
  const everything = { Effect: "Deny", Action: "*", Resource: "*" };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "RevokedBefore",
        ...everything,
        Condition: {
          StringEquals: { "aws:SourceIdentity": user },
          DateLessThan: { "aws:TokenIssueTime": before },
        },
      },
      ...(sessions.length === 0
        ? []
        : [
            {
              Sid: "RevokedSessions",
              ...everything,
              Condition: { StringLike: { "aws:userid": sessions.map((session) => `*:${session}`) } },
            },
          ]),
    ],
  };
}

/** The document that a role has, read back. Throws RegistrarError when somebody else has written it. */
export function readRevocation(user: string, text: string): Revocation {
  const found = revocationIn(text);
  // Deeply, for CloudFormation may write what it deploys with its members in another order.
  if (found !== undefined && isDeepStrictEqual(revocationPolicy(user, found), JSON.parse(text))) return found;
  const message = `the role of ${user} has a policy ${REVOCATION_POLICY} that registrar did not write: ${text}`;
  throw new RegistrarError("GRANT_UNREADABLE", message);
}

function revocationIn(text: string): Revocation | undefined {
  try {
    const [all, single] = JSON.parse(text).Statement;
    const userIds: readonly string[] = single?.Condition.StringLike["aws:userid"] ?? [];
    return {
      before: String(all.Condition.DateLessThan["aws:TokenIssueTime"]),
      sessions: userIds.map((id) => id.replace(/^\*:/, "")),
    };
  } catch {
    return undefined; // told by the caller, with the text
  }
}

/** Everything that began up to now. The seconds of a session's beginning are cut off, hence the next whole second. */
export function everythingUntil(now: number): Revocation {
  const cut = new Date(Math.floor(now / 1000) * 1000 + 1000).toISOString().replace(".000Z", "Z");
  return { before: cut, sessions: [] };
}

export function oneSession(session: string): Revocation {
  return { ...NOTHING_REVOKED, sessions: [session] };
}

/**
 * All that either revokes: the later time, and the sessions of both. In whatever order revocations are merged, the
 * result is the same, and none of them is lost.
 */
export function merged(one: Revocation, other: Revocation): Revocation {
  const before = one.before > other.before ? one.before : other.before;
  const sessions = [...new Set([...one.sessions, ...other.sessions])].sort();
  return {
    before,
    sessions: sessions.filter((session) => !(beginOf(session) + CLOCKS_DIFFER <= Date.parse(before))),
  };
}

/** Does the first revoke everything that the second does? */
export function covers(one: Revocation, other: Revocation): boolean {
  return isDeepStrictEqual(merged(one, other), merged(one, NOTHING_REVOKED));
}

/** Without the sessions that must be over by now, so that the policy stays small. */
export function stillNeeded(revocation: Revocation, now: number): Revocation {
  const longest = SESSION_MINUTES.most * 60_000 + CLOCKS_DIFFER;
  return {
    ...revocation,
    sessions: revocation.sessions.filter((session) => !(now - beginOf(session) >= longest)),
  };
}

/** A session's name has the time of the machine that granted, a cut may have another's. In milliseconds, and ample. */
const CLOCKS_DIFFER = 3_600_000;
