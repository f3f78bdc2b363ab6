import { s3Store } from "../../shared/aws/s3-store.ts";
import { s3Writer } from "../../shared/aws/s3-writer.ts";
import { datasets } from "../../shared/datasets.ts";
import { signalAfter } from "../../shared/deadlines.ts";
import { revocationJournal } from "../../shared/grants/journal.ts";
import type { RevocationJournal } from "../../shared/grants/ports.ts";
import type { Reader } from "../../shared/grants/reader.ts";
import { type GrantRecords, grantRecords } from "../../shared/grants/records.ts";
import { readers } from "../../shared/readers.ts";
import { usage } from "../command.ts";
import { bucketOfTable, STEP_PATIENCE } from "../stage-ports.ts";

export const recordsIn = (bucket: string, stage: string): GrantRecords =>
  grantRecords(bucket, stage, s3Store(), s3Writer());

export async function recordsOfStage(stage: string): Promise<GrantRecords> {
  return recordsIn(await bucketOfGrants(stage), stage);
}

/** What `by`, an ARN, and others revoke of a reader. */
export async function journalOfStage(stage: string, user: string, by: string): Promise<RevocationJournal> {
  const whose = { bucket: await bucketOfGrants(stage), stage, user, by };
  return revocationJournal(whose, s3Store(), s3Writer(), () => signalAfter(STEP_PATIENCE));
}

/** What is kept of a stage's grants lies in the bucket of the tables that are granted in it. */
async function bucketOfGrants(stage: string): Promise<string> {
  const granted = datasets.find(({ name }) => readers.some(({ tables }) => tables.includes(name)));
  if (granted === undefined) throw usage("grant", ["shared/readers.ts has no reader"]);
  return bucketOfTable(granted, stage);
}

/** The reader of this name; refuses any other. */
export function readerNamed(user: string | undefined): Reader {
  const reader = readers.find((candidate) => candidate.user === user);
  if (reader !== undefined) return reader;
  const known = readers.map((one) => one.user).join(", ");
  throw usage("grant", [
    `--user must be one of ${known}, got ${user === undefined ? "nothing" : JSON.stringify(user)}`,
  ]);
}
