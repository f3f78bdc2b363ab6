import type { Context } from "aws-lambda";
import { athenaQueries } from "../shared/athena/athena-adapter.ts";
import { glueCatalog, gluePartitions } from "../shared/catalog/glue-catalog-adapter.ts";
import { datasets } from "../shared/declared-datasets.ts";
import { sqsLooks } from "../shared/look-requests/sqs-looks-adapter.ts";
import { signalChanges } from "../shared/quality/notifications/signal.ts";
import { snsSubscribers } from "../shared/quality/notifications/sns-subscribers-adapter.ts";
import { renderReport } from "../shared/quality/report/page.ts";
import type { Summary } from "../shared/quality/result.ts";
import { pagesToStore, resultsToStore, storeAll } from "../shared/quality/results/store.ts";
import { endsWithin, readRun, validatedBy } from "../shared/quality/scheduled-run.ts";
import { validateTelemetry } from "../shared/quality/telemetry.ts";
import { judgeRows, readCatalog } from "../shared/quality/validate.ts";
import { readDrift } from "../shared/reconcile/read-drift.ts";
import { validationWorkGroupName } from "../shared/runtime/names.ts";
import { readValidateSettings } from "../shared/runtime/settings.ts";
import { tellInTable } from "../shared/sessions/change-file.ts";
import { tellOnBus } from "../shared/sessions/event-bus-adapter.ts";
import { readRecords, reportedSessions } from "../shared/sessions/reported.ts";
import { keepSessions, listBeforeScan, refuseProblems } from "../shared/sessions/run-sessions.ts";
import { sessionTelemetry } from "../shared/sessions/telemetry.ts";
import { tellAll } from "../shared/sessions/update-session.ts";
import { askAgain, leftByRun } from "../shared/sessions/wanting.ts";
import { s3Records } from "../shared/store/s3-records-adapter.ts";
import { s3Store } from "../shared/store/s3-store-adapter.ts";
import { s3Writer } from "../shared/store/s3-writer-adapter.ts";

const { stage, bucket, qualityTopicArn, lookQueueUrl, eventBus } = readValidateSettings();
const telemetry = validateTelemetry(stage);
const sessionLog = sessionTelemetry(stage);
const ports = {
  catalog: glueCatalog(),
  partitions: gluePartitions(),
  store: s3Store(),
  texts: s3Writer(),
  queries: athenaQueries({ workGroup: validationWorkGroupName(stage) }),
  tell: () => {},
};
const records = s3Records();
const looks = sqsLooks(lookQueueUrl);
const signals = { store: s3Writer(), subscribers: snsSubscribers(qualityTopicArn) };
const sessionPorts = {
  ...ports,
  records,
  tell: tellAll(tellInTable(bucket, signals.store), tellOnBus(stage, eventBus)),
};

/**
 * The suite and time of a schedule, the days that a person asks about, or from SQS the session that the look function wants
 * judged → checks made, results and report stored, states of sessions kept, changes told. Answers the run's summary.
 */
export async function handler(event: unknown, context: Context): Promise<Summary | undefined> {
  const { run, isQueued } = readRun(event);
  const { suite, runId, asOf, days, mostBytes } = run;
  const { asking, keeping, storing } = endsWithin(context.getRemainingTimeInMillis());
  const began = Date.now();
  const request = {
    stage,
    suite,
    runId,
    asOf,
    bucket,
    datasets: validatedBy(run, datasets),
    all: datasets,
    days,
    mostBytes,
  };
  const catalog = await readCatalog(request, ports, asking);
  // Other suites make fewer checks, or see half a session: they say nothing of its state.
  const sessions = suite === "close" ? await listBeforeScan(catalog.datasets, ports.store, asking) : [];
  const { document, past } = await judgeRows(request, catalog, ports, asking);
  telemetry.tell(document, Date.now() - began, isQueued);
  const drift = await readDrift(datasets, { stage, bucket }, records, () => storing);
  for (const problem of drift.problems) telemetry.warn(problem);
  await storeAll(resultsToStore(document), bucket, signals.store, storing);
  const kept = await keepSessions(sessions, request, document, sessionPorts, keeping);
  sessionLog.tell(kept);
  const states =
    suite === "close" ? kept : await readRecords(document, request.datasets, bucket, records, () => keeping);
  const page = renderReport(document, {
    history: past,
    drift: drift.records,
    datasets,
    sessions: reportedSessions(states.records),
  });
  await storeAll(pagesToStore(document, page, !isQueued), bucket, signals.store, storing);
  await askAgain(leftByRun(kept.records, Date.now()), looks, storing);
  // Notifications are about how things are now. Who asks about older days has the answer already.
  if (days === undefined) await signalChanges(document, bucket, signals, storing);
  refuseProblems(kept);
  // To SQS anything else than nothing would say which messages failed.
  return isQueued ? undefined : document.summary;
}
