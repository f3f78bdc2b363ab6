import type { Context } from "aws-lambda";
import { athenaQueries } from "../shared/aws/athena-queries.ts";
import { glueCatalog, gluePartitions } from "../shared/aws/glue-catalog.ts";
import { s3Store } from "../shared/aws/s3-store.ts";
import { s3Writer } from "../shared/aws/s3-writer.ts";
import { snsSubscribers } from "../shared/aws/sns-subscribers.ts";
import { datasets } from "../shared/datasets.ts";
import { validationWorkGroupName } from "../shared/names.ts";
import { renderReport } from "../shared/report/page.ts";
import { readValidateSettings } from "../shared/settings.ts";
import { validateTelemetry } from "../shared/telemetry.ts";
import type { Summary } from "../shared/validation/result.ts";
import { storeRun } from "../shared/validation/results/store.ts";
import { endsWithin, RUN_BYTES, readScheduledRun, validatedBy } from "../shared/validation/scheduled-run.ts";
import { signalChanges } from "../shared/validation/signals/signal.ts";
import { validate } from "../shared/validation/validator.ts";

const { stage, bucket, qualityTopicArn } = readValidateSettings();
const telemetry = validateTelemetry(stage);
const ports = {
  catalog: glueCatalog(),
  partitions: gluePartitions(),
  store: s3Store(),
  queries: athenaQueries({ workGroup: validationWorkGroupName(stage) }),
  tell: () => {},
};
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
  await storeRun(document, renderReport(document, past), bucket, signals.store, storing);
  // Letters tell how things are now. What was mended in older days is news for whoever asked.
  if (days === undefined) await signalChanges(document, bucket, signals, storing);
  return document.summary;
}
