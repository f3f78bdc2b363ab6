import type { Context } from "aws-lambda";
import { athenaQueries } from "../shared/athena/athena-adapter.ts";
import { glueCatalog, gluePartitions } from "../shared/catalog/glue-catalog-adapter.ts";
import { datasets } from "../shared/datasets.ts";
import { signalChanges } from "../shared/quality/notifications/signal.ts";
import { snsSubscribers } from "../shared/quality/notifications/sns-subscribers-adapter.ts";
import { renderReport } from "../shared/quality/report/page.ts";
import type { Summary } from "../shared/quality/result.ts";
import { storeRun } from "../shared/quality/results/store.ts";
import { endsWithin, RUN_BYTES, readScheduledRun, validatedBy } from "../shared/quality/scheduled-run.ts";
import { validateTelemetry } from "../shared/quality/telemetry.ts";
import { validate } from "../shared/quality/validate.ts";
import { readDrift } from "../shared/reconcile/read-drift.ts";
import { s3Records } from "../shared/removal/s3-records-adapter.ts";
import { validationWorkGroupName } from "../shared/runtime/names.ts";
import { readValidateSettings } from "../shared/runtime/settings.ts";
import { s3Store } from "../shared/store/s3-store-adapter.ts";
import { s3Writer } from "../shared/store/s3-writer-adapter.ts";

const { stage, bucket, qualityTopicArn } = readValidateSettings();
const telemetry = validateTelemetry(stage);
const ports = {
  catalog: glueCatalog(),
  partitions: gluePartitions(),
  store: s3Store(),
  texts: s3Writer(),
  queries: athenaQueries({ workGroup: validationWorkGroupName(stage) }),
  tell: () => {},
};
const records = s3Records();
const signals = { store: s3Writer(), subscribers: snsSubscribers(qualityTopicArn) };

/** The suite and time of a schedule, or the days that a person asks about → checks made, results and report stored, changes told. Answers the run's summary. */
export async function handler(event: unknown, context: Context): Promise<Summary> {
  const { suite, runId, asOf, days } = readScheduledRun(event);
  const { asking, storing } = endsWithin(context.getRemainingTimeInMillis());
  const began = Date.now();
  const { document, past } = await validate(
    {
      stage,
      suite,
      runId,
      asOf,
      bucket,
      datasets: validatedBy(suite, datasets),
      all: datasets,
      days,
      mostBytes: RUN_BYTES,
    },
    ports,
    asking,
  );
  telemetry.tell(document, Date.now() - began);
  const drift = await readDrift(datasets, { stage, bucket }, records, () => storing);
  for (const problem of drift.problems) telemetry.warn(problem);
  await storeRun(document, renderReport(document, past, drift.records), bucket, signals.store, storing);
  // Notifications are about how things are now. Who asks about older days has the answer already.
  if (days === undefined) await signalChanges(document, bucket, signals, storing);
  return document.summary;
}
