import { type Grantee, problemOfUser } from "../../access/grantee.ts";
import { grantees } from "../../access/grantees.ts";
import { revocationJournal } from "../../access/journal.ts";
import type { RevocationJournal } from "../../access/ports.ts";
import { type GrantRecords, grantRecords } from "../../access/records.ts";
import { datasets } from "../../shared/datasets.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { s3Writer } from "../../shared/store/s3-writer-adapter.ts";
import { usage } from "../command.ts";
import { bucketOfTable, STEP_TIMEOUT } from "../stage-ports.ts";

export const recordsIn = (bucket: string, stage: string): GrantRecords =>
  grantRecords(bucket, stage, s3Store(), s3Writer());

export async function recordsOfStage(stage: string): Promise<GrantRecords> {
  return recordsIn(await bucketOfGrants(stage), stage);
}

/** What `by`, an ARN, and others revoke of a grantee. */
export async function journalOfStage(stage: string, user: string, by: string): Promise<RevocationJournal> {
  const whose = { bucket: await bucketOfGrants(stage), stage, user, by };
  return revocationJournal(whose, s3Store(), s3Writer(), () => signalAfter(STEP_TIMEOUT));
}

/**
 * What is kept of a stage's grants lies in the bucket of its tables: of those that are granted, if any are. Also where
 * nobody is declared any more, what was granted before can be listed.
 */
async function bucketOfGrants(stage: string): Promise<string> {
  const granted = datasets.find(({ name }) => grantees.some(({ tables }) => tables.includes(name)));
  return bucketOfTable(granted ?? datasets[0]!, stage);
}

/** The grantee of this name; refuses any other. */
export function granteeNamed(user: string | undefined): Grantee {
  const grantee = grantees.find((candidate) => candidate.user === user);
  if (grantee !== undefined) return grantee;
  throw usage("grant", [problemOfUser(user, grantees)]);
}
