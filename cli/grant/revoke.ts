import { iamRolePolicies } from "../../shared/aws/iam-role-policies.ts";
import { stsTokens } from "../../shared/aws/sts-tokens.ts";
import { signalAfter } from "../../shared/deadlines.ts";
import type { Reader } from "../../shared/grants/reader.ts";
import { type GrantRecord, stateOf } from "../../shared/grants/record.ts";
import {
  NOTHING_REVOKED,
  REVOCATION_POLICY,
  type Revocation,
  readRevocation,
  revocationPolicy,
  revokeAll,
  revokeSessions,
} from "../../shared/grants/revocation.ts";
import { readerRoleName } from "../../shared/names.ts";
import { usage } from "../command.ts";
import { STEP_PATIENCE } from "../stage-ports.ts";
import { recordsOfStage } from "./stage-records.ts";

/** What is to be revoked: everything that a reader has, or one session of theirs. */
export interface Wanted {
  readonly reader: Reader;
  readonly session: string | undefined;
  readonly stage: string;
}

/** The grants that a revocation concerns: of those that are active, all or the one. */
export async function concerned({ reader, session, stage }: Wanted): Promise<readonly GrantRecord[]> {
  const records = await (await recordsOfStage(stage)).all(reader.user, signalAfter(STEP_PATIENCE));
  const active = records.filter((record) => stateOf(record, Date.now()) === "active");
  if (session === undefined) return active;
  const found = active.filter((record) => record.session === session);
  if (found.length > 0) return found;
  const known = active.map((record) => record.session).join(", ") || "none";
  throw usage("grant", [
    `--session ${JSON.stringify(session)} is no active grant of ${reader.user}; active: ${known}`,
  ]);
}

/**
 * Has the role deny what is revoked, then says so in the records. In this order: what fails in between leaves a record
 * that says less than is so. Without a session the role is changed although no record is active, for a record may be
 * lost.
 */
export async function revoke(
  wanted: Wanted,
  grants: readonly GrantRecord[],
): Promise<readonly GrantRecord[]> {
  const { reader, session, stage } = wanted;
  const caller = await stsTokens().caller(signalAfter(STEP_PATIENCE));
  const now = Date.now();
  const role = readerRoleName(stage, reader.user);
  const policies = iamRolePolicies();
  const text = await policies.read(role, REVOCATION_POLICY, signalAfter(STEP_PATIENCE));
  const before = text === undefined ? NOTHING_REVOKED : readRevocation(reader.user, text);
  const after =
    session === undefined ? revokeAll(before, newest(grants, now)) : revokeSessions(before, [session], now);
  await policies.write(role, REVOCATION_POLICY, documentOf(reader, after), signalAfter(STEP_PATIENCE));
  const records = await recordsOfStage(stage);
  const revoked = { at: new Date(now).toISOString(), by: caller.arn };
  const done = grants.map((grant) => ({ ...grant, revoked }));
  for (const record of done) await records.write(record, signalAfter(STEP_PATIENCE));
  return done;
}

/** Sessions begin by AWS's clock, and this machine's may be behind. */
function newest(grants: readonly GrantRecord[], now: number): number {
  return Math.max(now, ...grants.map(({ issuedAt }) => Date.parse(issuedAt)));
}

const documentOf = ({ user }: Reader, revocation: Revocation) =>
  JSON.stringify(revocationPolicy(user, revocation));
