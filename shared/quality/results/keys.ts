import { createHash } from "node:crypto";
import { shortened } from "../../runtime/text.ts";
import type { CheckSuite, RunDocument } from "../result.ts";
import { CHECK_RESULTS, QUALITY_PREFIX } from "./table.ts";

/** Where the outputs of runs lie in the bucket. Of these only `results` are rows of a table. */
export const RUN_KEYS = {
  results: (day: string, runId: string) => `${CHECK_RESULTS.prefix}day=${day}/${fileNameOf(runId)}.parquet`,
  document: (day: string, runId: string) => `${QUALITY_PREFIX}runs/${day}/${fileNameOf(runId)}.json`,
  report: (day: string, runId: string) => `${QUALITY_PREFIX}runs/${day}/${fileNameOf(runId)}.html`,
  latestReport: `${QUALITY_PREFIX}report.html`,
  state: (suite: CheckSuite) => `${QUALITY_PREFIX}state/${suite}.json`,
} as const;

/** The newest session that a run looked at; the day of its moment if it looked at none. */
export function dayOfRun({ sessions, asOf }: Pick<RunDocument, "sessions" | "asOf">): string {
  return (
    sessions
      .map(({ day }) => day)
      .sort()
      .at(-1) ?? asOf.slice(0, 10)
  );
}

/** Hadoop's paths hold no colon, and a name that begins with "_" or "." is hidden from Athena. */
const SAFE = /^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/;

/** A run id as the name of a file: itself, or what of it is safe and a digest, so that no two runs share a name. */
export function fileNameOf(runId: string): string {
  if (SAFE.test(runId)) return runId;
  const digest = createHash("sha256").update(runId).digest("hex").slice(0, 12);
  const readable = runId.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  return `${shortened(readable, 80)}-${digest}`.replace(/^-/, "");
}
