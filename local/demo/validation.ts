/** Runs of validation on the local platform, judged from any moment. */

import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { withCheckedRules } from "../../deploy/rules/checked-rules.ts";
import { clientConfig } from "../../emulator/index.ts";
import { athenaQueries } from "../../shared/athena/athena-adapter.ts";
import { glueCatalog, gluePartitions } from "../../shared/catalog/glue-catalog-adapter.ts";
import type { VerdictRequest } from "../../shared/looks/port.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { renderReport } from "../../shared/quality/report/page.ts";
import type { CheckSuite, RunDocument } from "../../shared/quality/result.ts";
import { pagesToStore, resultsToStore, storeAll } from "../../shared/quality/results/store.ts";
import type { BaselinePoint } from "../../shared/quality/rows/baseline.ts";
import { askedRunBody, readScheduledRun } from "../../shared/quality/scheduled-run.ts";
import { isValidated } from "../../shared/quality/snapshot.ts";
import { judgeRows, readCatalog, type ValidationPorts } from "../../shared/quality/validate.ts";
import type { ValidationRequest } from "../../shared/quality/validation-request.ts";
import type { Days } from "../../shared/quality/windows.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { validationWorkGroupName } from "../../shared/runtime/names.ts";
import { reportedSessions } from "../../shared/sessions/reported.ts";
import {
  keepSessions,
  listBeforeScan,
  type RunSession,
  refuseProblems,
} from "../../shared/sessions/run-sessions.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { s3Writer } from "../../shared/store/s3-writer-adapter.ts";
import type { Platform } from "../platform.ts";
import { sessionPortsOf } from "./looking.ts";
import { MARKET } from "./market-datasets.ts";

/** Milliseconds. */
const PATIENCE = 60_000;
const BUDGET_BYTES = 1e9;

/** What a run looks at, and from when. */
export interface Look {
  /** The moment that it judges from, ISO 8601. */
  readonly asOf: string;
  readonly days?: Days;
  readonly suite?: CheckSuite;
  /** Default: made of the moment. */
  readonly runId?: string;
  /** Default: those of the made-up market. */
  readonly datasets?: readonly DeclaredDataset[];
  /** Those that the checked ones are compared with; default: the same. */
  readonly all?: readonly DeclaredDataset[];
  /** Default: a gigabyte. */
  readonly mostBytes?: number;
  readonly signal?: AbortSignal;
  /** Rows of days before those looked at, for checks that compare with them. */
  readonly counted?: readonly BaselinePoint[];
}

/** How a run on a platform asks. */
export function portsOf({ emulator, stage }: Platform): ValidationPorts {
  const config = clientConfig(emulator);
  const glue = new GlueClient(config);
  return {
    catalog: glueCatalog(glue),
    partitions: gluePartitions(glue),
    store: s3Store(new S3Client(config)),
    queries: athenaQueries({ workGroup: validationWorkGroupName(stage) }, new AthenaClient(config)),
    tell: () => {},
  };
}

/** A run, and what it saw of its sessions before it read them: what there is to keep of it. */
export interface Looked {
  readonly request: ValidationRequest;
  readonly document: RunDocument;
  readonly sessions: readonly RunSession[];
}

/** A run of which nothing is kept, unless `keep` is called with it. */
export async function lookToKeep(
  platform: Platform,
  wanted: Look,
  ports = portsOf(platform),
): Promise<Looked> {
  const { asOf, days, suite = "close", datasets = MARKET, signal = signalAfter(PATIENCE) } = wanted;
  const { runId = `${suite}-${asOf}`, all = datasets, mostBytes = BUDGET_BYTES, counted = [] } = wanted;
  const { stage, bucket } = platform;
  const request = {
    stage,
    bucket,
    suite,
    runId,
    asOf: Date.parse(asOf),
    days,
    datasets: (await withCheckedRules(datasets)).filter(isValidated),
    all,
    mostBytes,
  };
  const catalog = await readCatalog(request, ports, signal);
  const { store } = ports;
  const sessions = store === undefined ? [] : await listBeforeScan(catalog.datasets, store, signal);
  const { document } = await judgeRows(request, catalog, ports, signal, counted);
  return { request, document, sessions };
}

export async function look(
  platform: Platform,
  wanted: Look,
  ports = portsOf(platform),
): Promise<RunDocument> {
  return (await lookToKeep(platform, wanted, ports)).document;
}

/** Writes what the function writes of a run, waits until its partitions are registered, and answers its page. */
export async function keep(platform: Platform, { request, document, sessions }: Looked): Promise<string> {
  const { bucket, emulator } = platform;
  const writer = s3Writer(new S3Client(clientConfig(emulator)));
  const signal = signalAfter(PATIENCE);
  await storeAll(resultsToStore(document), bucket, writer, signal);
  const { catalog, partitions, store } = portsOf(platform);
  const ports = { catalog, partitions, store: store!, ...sessionPortsOf(platform) };
  const kept = await keepSessions(sessions, request, document, ports, signal);
  refuseProblems(kept);
  const page = renderReport(document, {
    datasets: request.datasets,
    sessions: reportedSessions(kept.records),
  });
  await storeAll(pagesToStore(document, page), bucket, writer, signal);
  await platform.quiet();
  return page;
}

/** The run of one session that the look function asks for: kept as any other. */
export async function judgeAsked(platform: Platform, asked: VerdictRequest): Promise<void> {
  const { runId, asOf, days, names, mostBytes } = readScheduledRun(JSON.parse(askedRunBody(asked)));
  const datasets = MARKET.filter(({ name }) => names!.includes(name));
  const wanted = { runId, asOf: new Date(asOf).toISOString(), days: days!, datasets, all: MARKET, mostBytes };
  await keep(platform, await lookToKeep(platform, wanted));
}
