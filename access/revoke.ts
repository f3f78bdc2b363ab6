import { type ConfigurationError, messageOf, RegistrarError } from "../shared/runtime/errors.ts";
import { granteeRoleName } from "../shared/runtime/names.ts";
import { deny, settle } from "./denial.ts";
import { type GrantRecord, isSessionOf, stateOf } from "./grant-record.ts";
import type { FoundRecords } from "./grant-records.ts";
import type { Grantee } from "./grantee.ts";
import type { Denial } from "./port.ts";
import {
  everythingUntil,
  merged,
  NOTHING_REVOKED,
  oneSession,
  REVOCATION_POLICY,
  readRevocation,
  revocationPolicy,
} from "./revocation.ts";
import { type AccessStage, journalOfStage, recordsOfStage, refused } from "./stage.ts";

/** What is to be revoked: every grant of a grantee, or one session. */
export interface RevocationRequest {
  readonly grantee: Grantee;
  readonly session: string | undefined;
}

/** The grants that a revocation affects, as far as their records can be read. */
export interface AffectedGrants {
  readonly grants: readonly GrantRecord[];
  /** What could not be read, in words: a grant may hide there. */
  readonly unreadable: readonly string[];
}

/** A revocation that holds: the role denies it. */
export interface Revoked extends AffectedGrants {
  /** What could not be written down besides, in words. */
  readonly undone: readonly string[];
}

/**
 * Of the grants that are active, all or the one. A session that is known to be none of them is refused; one whose
 * record cannot be read may be one.
 */
export async function affectedGrants(
  { grantee, session }: RevocationRequest,
  context: AccessStage,
): Promise<AffectedGrants> {
  if (session === undefined) return activeOf(grantee, context);
  if (!isSessionOf(grantee.user, session)) throw await noSession(grantee, session, context);
  const unreadable: string[] = [];
  const found = await attempted(unreadable, async () => {
    const records = await recordsOfStage(context);
    return (await records.one({ user: grantee.user, session }, context.callTimeout())) ?? "none";
  });
  if (found === undefined) return { grants: [], unreadable };
  // One that is revoked by its record is revoked again: its role may have forgotten it.
  if (found === "none" || stateOf(found, context.clock.now()) === "expired") {
    throw await noSession(grantee, session, context);
  }
  return { grants: [found], unreadable };
}

async function activeOf(grantee: Grantee, context: AccessStage): Promise<AffectedGrants> {
  const unlisted: string[] = [];
  const found = await attempted(unlisted, async () =>
    (await recordsOfStage(context)).all(grantee.user, context.callTimeout()),
  );
  const { records, unreadable }: FoundRecords = found ?? { records: [], unreadable: unlisted };
  return {
    grants: records.filter((record) => stateOf(record, context.clock.now()) === "active"),
    unreadable,
  };
}

async function noSession(
  grantee: Grantee,
  session: string,
  context: AccessStage,
): Promise<ConfigurationError> {
  const { grants } = await activeOf(grantee, context);
  const known = grants.map((record) => record.session).join(", ") || "none";
  return refused([
    `--session ${JSON.stringify(session)} is no active grant of ${grantee.user}; active: ${known}`,
  ]);
}

/**
 * Has the role deny what is revoked; only then are records looked at, and what cannot be read or written of them is
 * told. So what fails in between leaves a record that says less than is so. Without a session the role is changed
 * although no record is active, for a record may be lost.
 */
export async function revoke(request: RevocationRequest, context: AccessStage): Promise<Revoked> {
  const { grantee, session } = request;
  const caller = await context.tokens.caller(context.callTimeout());
  const single = session === undefined ? undefined : await affectedGrants(request, context); // refuses a session that is none
  const now = context.clock.now();
  const denial = denialOf(grantee, context);
  const revocation = session === undefined ? everythingUntil(now) : oneSession(session);
  await deny(denial, revocation, now);
  const found = single ?? (await affectedGrants(request, context));
  const undone: string[] = [];
  await attempted(undone, async () => {
    const journal = await journalOfStage(context, grantee.user, caller.arn);
    const whole = session === undefined ? everythingUntil(newest(found.grants, now)) : NOTHING_REVOKED;
    await settle(denial, journal, merged(revocation, whole), now);
  });
  const revoked = { at: new Date(now).toISOString(), by: caller.arn };
  const grants = found.grants.map((grant) => ({ ...grant, revoked }));
  for (const record of grants) {
    await attempted(undone, async () => (await recordsOfStage(context)).write(record, context.callTimeout()));
  }
  return { grants, unreadable: found.unreadable, undone };
}

/** Sessions begin by AWS's clock, and this machine's may be behind. */
function newest(grants: readonly GrantRecord[], now: number): number {
  return Math.max(now, ...grants.map(({ issuedAt }) => Date.parse(issuedAt)));
}

/** The role's policy of revocations. */
function denialOf({ user }: Grantee, { stage, policies, callTimeout }: AccessStage): Denial {
  const role = granteeRoleName(stage, user);
  return {
    async read() {
      const text = await policies.read(role, REVOCATION_POLICY, callTimeout());
      return text === undefined ? NOTHING_REVOKED : readRevocation(user, text);
    },
    write: (revocation) =>
      policies.write(
        role,
        REVOCATION_POLICY,
        JSON.stringify(revocationPolicy(user, revocation)),
        callTimeout(),
      ),
  };
}

/** Does what may fail; the failure is noted, with its code. */
async function attempted<Answer>(
  failures: string[],
  work: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof RegistrarError)) throw thrown;
    failures.push(`${thrown.code}  ${messageOf(thrown)}`);
    return undefined;
  }
}
