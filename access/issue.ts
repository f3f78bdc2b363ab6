import { randomBytes } from "node:crypto";
import { rangesOfDays } from "../shared/catalog/day-ranges.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { RegistrarError } from "../shared/runtime/errors.ts";
import { databaseName, granteeRoleName, granteeWorkGroupName } from "../shared/runtime/names.ts";
import type { DayRange } from "./day-prefixes.ts";
import { type GrantRecord, sessionName, sha256 } from "./grant-record.ts";
import type { Caller, Credentials } from "./port.ts";
import { type Asked, type GrantRequest, problemOfChaining, readRequest } from "./request.ts";
import { POLICY_CHARACTERS, sessionPolicy } from "./session-policy.ts";
import { type AccessStage, recordsIn, refused } from "./stage.ts";

/** A grant as it is handed over, with its secrets. */
export interface Grant {
  readonly record: GrantRecord;
  readonly credentials: Credentials;
  readonly region: string;
  readonly workGroup: string;
}

/**
 * Checks what is asked for, takes the grantee's role with a session policy, and writes the record. Everything that can
 * be wrong is found before there are credentials; and none leaves this function without a record.
 */
export async function issue(asked: Asked, context: AccessStage): Promise<Grant> {
  const { stage, tokens, clock, callTimeout } = context;
  const request = readRequest(asked, context.grantees, context.datasets, clock.now());
  if ("problems" in request) throw refused(request.problems);
  const caller = await tokens.caller(callTimeout());
  const { grantee, tables, days, duration } = request;
  const chained = problemOfChaining(asked.ttl, duration, caller.arn);
  if (chained !== undefined) throw refused([chained]);
  await refuseWhatIsNotThere(tables, days, context);
  const bucket = await context.bucketOf(tables[0]!);
  const policy = policyOf(request, caller, stage, bucket);
  const session = sessionName(grantee.user, clock.now(), randomBytes(3).toString("hex"));
  const roleArn = `arn:${caller.partition}:iam::${caller.account}:role/${granteeRoleName(stage, grantee.user)}`;
  const credentials = await tokens.assume(
    {
      roleArn,
      session,
      sourceIdentity: grantee.user,
      tags: { user: grantee.user, stage },
      policy,
      duration,
    },
    callTimeout(),
  );
  const record = recordOf(request, { stage, session, role: roleArn, by: caller.arn, policy }, credentials);
  await recordsIn(bucket, context).write(record, callTimeout());
  return { record, credentials, region: caller.region, workGroup: granteeWorkGroupName(stage) };
}

/** A grant of what is not there would fail at the grantee's first query, and say nothing that helps. */
async function refuseWhatIsNotThere(
  tables: readonly Dataset[],
  days: DayRange,
  context: AccessStage,
): Promise<void> {
  const found = await Promise.all(tables.map((dataset) => problemOfTable(dataset, days, context)));
  const problems = found.flatMap((one) => one ?? []);
  if (problems.length > 0) throw refused(problems);
}

async function problemOfTable(
  dataset: Dataset,
  { from, to }: DayRange,
  { stage, catalog, partitions, callTimeout }: AccessStage,
): Promise<string | undefined> {
  const database = databaseName(dataset.database, stage);
  const name = `${database}.${dataset.table}`;
  const signal = callTimeout();
  try {
    const table = await catalog.table(database, dataset.table, signal);
    // Athena computes the partitions of a projected table; Glue has none.
    if (dataset.strategy === "project") return undefined;
    for await (const page of partitions.within(table, rangesOfDays(dataset, table, { from, to }), signal)) {
      if (page.length > 0) return undefined;
    }
    return `--days ${from}..${to}: ${name} has no partition of these days`;
  } catch (thrown) {
    if (!(thrown instanceof RegistrarError) || thrown.code !== "TABLE_NOT_FOUND") throw thrown;
    return `--tables: there is no table ${name} in stage ${stage}: ${thrown.message}`;
  }
}

function policyOf({ tables, days }: GrantRequest, caller: Caller, stage: string, bucket: string): string {
  const policy = sessionPolicy(tables, days, { ...caller, stage, bucket });
  if (policy.length <= POLICY_CHARACTERS) return policy;
  throw refused([
    `the session policy has ${policy.length.toLocaleString("en-US")} characters; AWS takes ${POLICY_CHARACTERS.toLocaleString("en-US")}: ` +
      "ask for fewer tables, or for days that begin or end with a month, or split the grant in two",
  ]);
}

function recordOf(
  { grantee, tables, days, duration }: GrantRequest,
  how: {
    readonly stage: string;
    readonly session: string;
    readonly role: string;
    readonly by: string;
    readonly policy: string;
  },
  { expiresAt }: Credentials,
): GrantRecord {
  const { policy, ...names } = how;
  return {
    version: 1,
    ...names,
    user: grantee.user,
    tables: tables.map(({ name }) => name),
    days,
    issuedAt: new Date(expiresAt - duration * 1000).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    policySha256: sha256(policy),
  };
}
