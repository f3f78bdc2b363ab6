import { withCheckedRules } from "../../deploy/rules/checked-rules.ts";
import { writePage } from "../../operate/report-file.ts";
import { athenaQueries } from "../../shared/athena/athena-adapter.ts";
import { glueCatalog, gluePartitions } from "../../shared/catalog/glue-catalog-adapter.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import type { CheckOutcome } from "../../shared/quality/outcome.ts";
import type { ReportedSession } from "../../shared/quality/report/session.ts";
import { type RunDocument, SUITES } from "../../shared/quality/result.ts";
import type { ValidatedDataset } from "../../shared/quality/snapshot.ts";
import { type Validated, validate } from "../../shared/quality/validate.ts";
import type { ValidationRequest } from "../../shared/quality/validation-request.ts";
import type { DriftRecord } from "../../shared/reconcile/drift-record.ts";
import { readDrift } from "../../shared/reconcile/read-drift.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { validationWorkGroupName } from "../../shared/runtime/names.ts";
import { count } from "../../shared/runtime/text.ts";
import { readRecords, reportedSessions } from "../../shared/sessions/reported.ts";
import { s3Records } from "../../shared/store/s3-records-adapter.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { s3Writer } from "../../shared/store/s3-writer-adapter.ts";
import { defineCommand, EXIT, type ExitCode, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { untilInterrupted } from "../interruption.ts";
import { bucketOfTable, STEP_TIMEOUT } from "../stage-ports.ts";
import type { Terminal } from "../terminal.ts";
import { DEFAULT_BUDGET, readOptions } from "../validation/request.ts";
import { tellRun } from "../validation/tell.ts";
import { sayWhere } from "../whereabouts.ts";

/** Milliseconds that a run may take at a terminal. */
const TIMEOUT = 15 * 60_000;

export const command = defineCommand({
  name: "validate",
  synopsis: "[--dataset …] [--day … | --from … --to …] [--suite close] [--html FILE] [--stage dev] [--json]",
  details:
    "Exit codes: 0 all is well, or warns; 1 a check failed or found no data; 2 usage error; 3 a check could not be\n" +
    "evaluated. Writes nothing but FILE: results that are kept are those of the schedule.",
  options: {
    dataset: { type: "string", placeholder: "<name>", help: "only this dataset" },
    day: { type: "string", placeholder: "<day>", help: "the session YYYY-MM-DD, instead of the newest" },
    from: { type: "string", placeholder: "<day>", help: "with --to: the sessions of these days" },
    to: { type: "string", placeholder: "<day>", help: "the last of them" },
    suite: {
      type: "string",
      placeholder: "<name>",
      values: SUITES,
      help: `${SUITES.join(", ")} (default close)`,
    },
    budget: {
      type: "string",
      placeholder: "<GB>",
      help: `gigabytes that may be scanned (default ${DEFAULT_BUDGET})`,
    },
    "run-id": {
      type: "string",
      placeholder: "<id>",
      help: "continue a run that was killed; the queries that it asked are paid",
    },
    html: { type: "string", placeholder: "<file>", help: "write a page to look at" },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, terminal }) {
    const stage = stageOf("validate", values.stage);
    const asked = await readOptions(values, datasets, Date.now());
    const wanted = { ...asked, datasets: await withCheckedRules(asked.datasets) };
    await sayWhere(terminal);
    terminal.progress("looking for the tables");
    const request = { stage, all: datasets, bucket: await bucketOf(wanted.datasets, stage), ...wanted };
    terminal.note(`run ${request.runId}; to continue it: --run-id ${request.runId}`);
    const { document, past } = await untilInterrupted(TIMEOUT, (signal) => run(request, terminal, signal));
    terminal.progress("");
    if (values.html !== undefined) {
      // Loaded when somebody wants it: what draws the charts takes a while.
      const { renderReport } = await import("../../shared/quality/report/page.ts");
      const [drift, sessions] = [
        await driftOf(request, terminal),
        await sessionsOf(request, document, terminal),
      ];
      await writePage(values.html, renderReport(document, { history: past, drift, datasets, sessions }));
      terminal.note(`wrote ${values.html}`);
    }
    if (values.json === true) terminal.out(JSON.stringify(document, null, 2));
    else tellRun(document, terminal);
    return exitCodeOf(document.summary.worst);
  },
});

/** What the last reconciles found, as far as the caller may read it. */
async function driftOf(
  { stage, bucket }: ValidationRequest,
  terminal: Terminal,
): Promise<readonly DriftRecord[]> {
  if (bucket === "") return [];
  const callTimeout = () => signalAfter(STEP_TIMEOUT);
  const { records, problems } = await readDrift(datasets, { stage, bucket }, s3Records(), callTimeout);
  for (const problem of problems) terminal.note(problem);
  return records;
}

/** The states that are kept of the run's sessions, as far as the caller may read them. */
async function sessionsOf(
  { bucket, datasets: wanted }: ValidationRequest,
  document: RunDocument,
  terminal: Terminal,
): Promise<readonly ReportedSession[]> {
  if (bucket === "") return [];
  const callTimeout = () => signalAfter(STEP_TIMEOUT);
  const { records, problems } = await readRecords(document, wanted, bucket, s3Records(), callTimeout);
  for (const problem of problems.slice(0, 1)) terminal.note(problem);
  return reportedSessions(records);
}

function run(request: ValidationRequest, terminal: Terminal, signal: AbortSignal): Promise<Validated> {
  const looking = `validating ${count(request.datasets.length, "dataset")}`;
  return validate(
    request,
    {
      catalog: glueCatalog(),
      partitions: gluePartitions(),
      store: request.bucket === "" ? undefined : s3Store(),
      texts: s3Writer(),
      queries: athenaQueries({ workGroup: validationWorkGroupName(request.stage) }),
      tell: (doing) => terminal.progress(`${looking}: ${doing}`),
    },
    signal,
  );
}

export function exitCodeOf(worst: CheckOutcome): ExitCode {
  if (worst === "error") return EXIT.unavailable;
  return worst === "fail" || worst === "no_data" ? EXIT.no : EXIT.ok;
}

/** Where the data are, by the first table that there is; "" if there is none, and nothing to list either. */
async function bucketOf(chosen: readonly ValidatedDataset[], stage: string): Promise<string> {
  for (const dataset of chosen) {
    try {
      return await bucketOfTable(dataset, stage);
    } catch (thrown) {
      if (!(thrown instanceof RegistrarError) || thrown.code !== "TABLE_NOT_FOUND") throw thrown;
    }
  }
  return "";
}
