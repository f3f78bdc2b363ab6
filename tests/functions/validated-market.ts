import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AthenaClient,
  BatchGetQueryExecutionCommand,
  paginateListQueryExecutions,
  type QueryExecution,
} from "@aws-sdk/client-athena";
import { validation } from "../../deploy/validation-settings.ts";
import { clientConfig, createLambda, type Lambda } from "../../emulator/index.ts";
import { type MarketSession, type Plant, SESSIONS, writeMarket } from "../../local/demo/market.ts";
import { SEED } from "../../local/demo/trading-day.ts";
import { bundleValidate } from "../../local/functions.ts";
import { type Platform, type PlatformOptions, startPlatform } from "../../local/platform.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import type { CheckResult } from "../../shared/quality/result.ts";
import { validationWorkGroupName } from "../../shared/runtime/names.ts";
import { datasets } from "../fixtures/datasets.ts";

export const [WEDNESDAY, FRIDAY] = SESSIONS as [MarketSession, MarketSession];
export const BOTH_DAYS = { from: WEDNESDAY.day, to: FRIDAY.day };

/** The platform, and the demonstration's market, whose sessions arrive when a test wants them. */
export interface ValidatedMarket {
  readonly platform: Platform;
  /** Puts the objects of some sessions, in the place of those that are there, and waits until they are registered. */
  arrive(sessions: readonly MarketSession[], plants?: readonly Plant[]): Promise<void>;
  close(): Promise<void>;
}

export async function openMarket(options: PlatformOptions = {}): Promise<ValidatedMarket> {
  const folder = mkdtempSync(join(tmpdir(), "market-"));
  const platform = await startPlatform({ datasets, windowMs: 1000, ...options });
  return {
    platform,
    async arrive(sessions, plants = []) {
      const after = SESSIONS.filter(({ day }) => day < sessions[0]!.day);
      const target = mkdtempSync(join(folder, "chapter-"));
      for await (const uploads of writeMarket(target, SEED, datasets, { sessions, after, plants })) {
        for (const { key, path } of uploads)
          platform.emulator.s3.put(platform.bucket, key, readFileSync(path));
      }
      await platform.quiet();
    },
    async close() {
      await platform.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** All queries that validation has had Athena execute, oldest first. */
export async function executedOn({ emulator: stack, stage }: Platform): Promise<QueryExecution[]> {
  const athena = new AthenaClient(clientConfig(stack));
  const executions: QueryExecution[] = [];
  const pages = paginateListQueryExecutions(
    { client: athena, pageSize: 50 },
    { WorkGroup: validationWorkGroupName(stage) },
  );
  for await (const { QueryExecutionIds = [] } of pages) {
    if (QueryExecutionIds.length === 0) continue;
    const page = await athena.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds }));
    executions.push(...(page.QueryExecutions ?? []));
  }
  athena.destroy();
  return executions.reverse();
}

/** What a query is for, from the remark above its SQL: "trades: rows of 2025-11-26". */
export function labelOf({ Query = "" }: QueryExecution): string {
  return /^\/\* registrar: (.*), run /.exec(Query)?.[1] ?? Query;
}

export function bytesOf(executions: readonly QueryExecution[]): number {
  return executions.reduce((sum, { Statistics }) => sum + (Statistics?.DataScannedInBytes ?? 0), 0);
}

/** "bars_5m complete.bars 2025-11-28 fail", of what did not pass, sorted. */
export function troublesIn(results: readonly CheckResult[]): string[] {
  return results
    .filter(({ outcome }) => outcome !== "pass")
    .map(({ dataset, checkId, day, outcome, reason }) =>
      [dataset, checkId, day, outcome, reason].filter((part) => part !== null).join(" "),
    )
    .sort();
}

/** Why checks were skipped, each reason once. */
export function skippedFor(results: readonly CheckResult[]): string[] {
  return [
    ...new Set(results.flatMap(({ outcome, reason }) => (outcome === "skipped" ? [reason!] : []))),
  ].sort();
}

/** The function of a stage that goes by the list: bundled into the folder, which is the caller's to remove. */
export async function openValidate(
  { platform }: ValidatedMarket,
  list: readonly DeclaredDataset[],
  folder: string,
): Promise<Lambda> {
  const { bucket, qualityTopicArn = "", lookQueueUrl = "", emulator, stage } = platform;
  const file = join(folder, "validate.mjs");
  await bundleValidate(file, list);
  return createLambda({
    file,
    functionName: "validate",
    timeoutMs: validation.functionTimeout * 1000,
    env: {
      ...emulator.env,
      STAGE: stage,
      BUCKET: bucket,
      QUALITY_TOPIC_ARN: qualityTopicArn,
      EVENT_BUS: "default",
      LOOK_QUEUE_URL: lookQueueUrl,
    },
  });
}
