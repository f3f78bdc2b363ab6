import type { Grantee } from "../../access/grantee.ts";
import { iamRolePolicies } from "../../access/iam-role-policies-adapter.ts";
import type { Denial } from "../../access/ports.ts";
import { type GrantRecord, isSessionOf, stateOf } from "../../access/record.ts";
import type { FoundRecords } from "../../access/records.ts";
import {
  everythingUntil,
  merged,
  NOTHING_REVOKED,
  oneSession,
  REVOCATION_POLICY,
  readRevocation,
  revocationPolicy,
} from "../../access/revocation.ts";
import { deny, settle } from "../../access/revoking.ts";
import { stsTokens } from "../../access/sts-tokens-adapter.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { type ConfigurationError, messageOf, RegistrarError } from "../../shared/runtime/errors.ts";
import { granteeRoleName } from "../../shared/runtime/names.ts";
import { usage } from "../command.ts";
import { STEP_TIMEOUT } from "../stage-ports.ts";
import { journalOfStage, recordsOfStage } from "./stage-records.ts";

/** What is to be revoked: everything that a grantee has, or one session of theirs. */
export interface Wanted {
  readonly grantee: Grantee;
  readonly session: string | undefined;
  readonly stage: string;
}

/** The grants that a revocation concerns, as far as their records can be read. */
export interface Concerned {
  readonly grants: readonly GrantRecord[];
  /** What could not be read, in words: a grant may hide there. */
  readonly unreadable: readonly string[];
}

/** A revocation that holds: the role denies it. */
export interface Revoked extends Concerned {
  /** What could not be written down besides, in words. */
  readonly undone: readonly string[];
}

/**
 * Of the grants that are active, all or the one. A session that is known to be none of them is refused; one whose
 * record cannot be read may be one.
 */
export async function concerned({ grantee, session, stage }: Wanted): Promise<Concerned> {
  if (session === undefined) return activeOf(grantee, stage);
  if (!isSessionOf(grantee.user, session)) throw await noSession(grantee, session, stage);
  const unreadable: string[] = [];
  const found = await attempted(unreadable, async () => {
    const records = await recordsOfStage(stage);
    return (await records.one({ user: grantee.user, session }, signalAfter(STEP_TIMEOUT))) ?? "none";
  });
  if (found === undefined) return { grants: [], unreadable };
  // One that is revoked by its record is revoked again: its role may have forgotten it.
  if (found === "none" || stateOf(found, Date.now()) === "expired") {
    throw await noSession(grantee, session, stage);
  }
  return { grants: [found], unreadable };
}

async function activeOf(grantee: Grantee, stage: string): Promise<Concerned> {
  const unlisted: string[] = [];
  const found = await attempted(unlisted, async () =>
    (await recordsOfStage(stage)).all(grantee.user, signalAfter(STEP_TIMEOUT)),
  );
  const { records, unreadable }: FoundRecords = found ?? { records: [], unreadable: unlisted };
  return { grants: records.filter((record) => stateOf(record, Date.now()) === "active"), unreadable };
}

async function noSession(grantee: Grantee, session: string, stage: string): Promise<ConfigurationError> {
  const { grants } = await activeOf(grantee, stage);
  const known = grants.map((record) => record.session).join(", ") || "none";
  return usage("grant", [
    `--session ${JSON.stringify(session)} is no active grant of ${grantee.user}; active: ${known}`,
  ]);
}

/**
 * Has the role deny what is revoked; only then are records looked at, and what cannot be read or written of them is
 * told. So what fails in between leaves a record that says less than is so. Without a session the role is changed
 * although no record is active, for a record may be lost.
 */
export async function revoke(wanted: Wanted): Promise<Revoked> {
  const { grantee, session, stage } = wanted;
  const caller = await stsTokens().caller(signalAfter(STEP_TIMEOUT));
  const single = session === undefined ? undefined : await concerned(wanted); // refuses a session that is none
  const now = Date.now();
  const denial = denialOf(grantee, stage);
  const revocation = session === undefined ? everythingUntil(now) : oneSession(session);
  await deny(denial, revocation, now);
  const found = single ?? (await concerned(wanted));
  const undone: string[] = [];
  await attempted(undone, async () => {
    const journal = await journalOfStage(stage, grantee.user, caller.arn);
    const whole = session === undefined ? everythingUntil(newest(found.grants, now)) : NOTHING_REVOKED;
    await settle(denial, journal, merged(revocation, whole), now);
  });
  const revoked = { at: new Date(now).toISOString(), by: caller.arn };
  const grants = found.grants.map((grant) => ({ ...grant, revoked }));
  for (const record of grants) {
    await attempted(undone, async () =>
      (await recordsOfStage(stage)).write(record, signalAfter(STEP_TIMEOUT)),
    );
  }
  return { grants, unreadable: found.unreadable, undone };
}

/** Sessions begin by AWS's clock, and this machine's may be behind. */
function newest(grants: readonly GrantRecord[], now: number): number {
  return Math.max(now, ...grants.map(({ issuedAt }) => Date.parse(issuedAt)));
}

/** The role's policy of revocations. */
function denialOf({ user }: Grantee, stage: string): Denial {
  const role = granteeRoleName(stage, user);
  const policies = iamRolePolicies();
  return {
    async read() {
      const text = await policies.read(role, REVOCATION_POLICY, signalAfter(STEP_TIMEOUT));
      return text === undefined ? NOTHING_REVOKED : readRevocation(user, text);
    },
    write: (revocation) =>
      policies.write(
        role,
        REVOCATION_POLICY,
        JSON.stringify(revocationPolicy(user, revocation)),
        signalAfter(STEP_TIMEOUT),
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
