import { randomBytes } from "node:crypto";
import type { DayRange } from "../../access/day-prefixes.ts";
import { dayKeyOf } from "../../access/grantee.ts";
import { grantees } from "../../access/grantees.ts";
import type { Caller, Credentials } from "../../access/ports.ts";
import { type GrantRecord, sessionName, sha256 } from "../../access/record.ts";
import { type Asked, type GrantRequest, problemOfChaining, readRequest } from "../../access/request.ts";
import { POLICY_CHARACTERS, sessionPolicy } from "../../access/session-policy.ts";
import { stsTokens } from "../../access/sts-tokens-adapter.ts";
import { glueCatalog, gluePartitions } from "../../shared/catalog/glue-catalog-adapter.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { datasets } from "../../shared/datasets.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { databaseName, granteeRoleName, granteeWorkGroupName } from "../../shared/runtime/names.ts";
import { usage } from "../command.ts";
import { bucketOfTable, STEP_TIMEOUT } from "../stage-ports.ts";
import type { Grant } from "./format.ts";
import { recordsIn } from "./stage-records.ts";

const NAME = "grant";

/**
 * Checks what is asked for, takes the grantee's role with a session policy, and writes the record. Everything that can
 * be wrong is found before there are credentials; and none leaves this function without a record.
 */
export async function issue(asked: Asked, stage: string): Promise<Grant> {
  const request = readRequest(asked, grantees, datasets, Date.now());
  if ("problems" in request) throw usage(NAME, request.problems);
  const tokens = stsTokens();
  const caller = await tokens.caller(signalAfter(STEP_TIMEOUT));
  const { grantee, tables, days, duration } = request;
  const chained = problemOfChaining(asked.ttl, duration, caller.arn);
  if (chained !== undefined) throw usage(NAME, [chained]);
  await refuseWhatIsNotThere(tables, days, stage);
  const bucket = await bucketOfTable(tables[0]!, stage);
  const policy = policyOf(request, caller, stage, bucket);
  const session = sessionName(grantee.user, Date.now(), randomBytes(3).toString("hex"));
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
    signalAfter(STEP_TIMEOUT),
  );
  const record = recordOf(request, { stage, session, role: roleArn, by: caller.arn, policy }, credentials);
  await recordsIn(bucket, stage).write(record, signalAfter(STEP_TIMEOUT));
  return { record, credentials, region: caller.region, workGroup: granteeWorkGroupName(stage) };
}

/** A grant of what is not there would fail at the grantee's first query, and say nothing that helps. */
async function refuseWhatIsNotThere(
  tables: readonly Dataset[],
  days: DayRange,
  stage: string,
): Promise<void> {
  const problems = await Promise.all(tables.map((dataset) => problemOfTable(dataset, days, stage)));
  if (problems.some((problem) => problem !== undefined))
    throw usage(
      NAME,
      problems.flatMap((one) => one ?? []),
    );
}

async function problemOfTable(
  dataset: Dataset,
  { from, to }: DayRange,
  stage: string,
): Promise<string | undefined> {
  const name = `${databaseName(dataset.database, stage)}.${dataset.table}`;
  const signal = signalAfter(STEP_TIMEOUT);
  try {
    const table = await glueCatalog().table(databaseName(dataset.database, stage), dataset.table, signal);
    // Athena computes the partitions of a projected table; Glue has none.
    if (dataset.strategy === "project") return undefined;
    const range = { key: dayKeyOf(dataset)!.name, from, to };
    for await (const page of gluePartitions().within(table, range, signal)) {
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
  throw usage(NAME, [
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
