import { s3Store } from "../../shared/aws/s3-store.ts";
import { s3Writer } from "../../shared/aws/s3-writer.ts";
import { datasets } from "../../shared/datasets.ts";
import type { Reader } from "../../shared/grants/reader.ts";
import { type GrantRecords, grantRecords } from "../../shared/grants/records.ts";
import { readers } from "../../shared/readers.ts";
import { usage } from "../command.ts";
import { bucketOfTable } from "../stage-ports.ts";

export const recordsIn = (bucket: string): GrantRecords => grantRecords(bucket, s3Store(), s3Writer());

/** The records of a stage lie in the bucket of the tables that are granted in it. */
export async function recordsOfStage(stage: string): Promise<GrantRecords> {
  const granted = datasets.find(({ name }) => readers.some(({ tables }) => tables.includes(name)));
  if (granted === undefined) throw usage("grant", ["shared/readers.ts has no reader"]);
  return recordsIn(await bucketOfTable(granted, stage));
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
