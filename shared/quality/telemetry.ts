import { createSinks, emit, REASONS_LOGGED } from "../runtime/telemetry.ts";
import { printable } from "../runtime/text.ts";
import { seriesOf, totalsOf } from "./notifications/metrics.ts";
import type { CheckResult, RunDocument } from "./result.ts";

/** What the validate function tells of its runs. */
export function validateTelemetry(stage: string): {
  /**
   * `durationMs`: how long the run took. One about a single session measures what it cost alone: it can neither set off the
   * alarms on what the last run found, nor end them.
   */
  tell(document: RunDocument, durationMs: number, isOfOneSession?: boolean): void;
  /** Something that the report lacks, and why. */
  warn(problem: string): void;
} {
  const { logger, metrics } = createSinks(stage, "validate");
  return {
    warn: (problem) => logger.warn("report incomplete", { detail: printable(problem) }),
    tell(document, durationMs, isOfOneSession = false) {
      const { runId, suite, asOf, notes, summary, results } = document;
      const bad = results.filter(isBad);
      for (const result of bad.slice(0, REASONS_LOGGED))
        logger.warn("check in trouble", { ...lineOf(result) });
      logger.info("run done", { runId, suite, asOf, notes, ...summary, durationMs });
      const series = isOfOneSession ? [totalsOf(document, durationMs)] : seriesOf(document, durationMs);
      for (const { dimensions, values } of series) emit(metrics, dimensions, values);
    },
  };
}

function isBad({ outcome }: CheckResult): boolean {
  return outcome === "fail" || outcome === "no_data" || outcome === "error";
}

/** A result without its samples and its SQL, which are in the document. */
function lineOf({
  checkId,
  dataset,
  day,
  symbol,
  outcome,
  reason,
  message,
  queryId,
  reproduce,
}: CheckResult) {
  return { checkId, dataset, day, symbol, outcome, reason, detail: printable(message), queryId, reproduce };
}
