import { printable, shortened } from "../../runtime/text.ts";
import { OUTCOMES } from "../outcome.ts";
import type { CheckResult, RunDocument } from "../result.ts";
import { dayOfRun, RUN_KEYS } from "../results/keys.ts";
import type { ChangeKind, CheckChange, DatasetChanges } from "./changes.ts";
import type { Notification } from "./port.ts";

/** SNS API, Publish: a subject is ASCII and less than 100 characters long. */
const SUBJECT_LENGTH = 99;
/** It is for reading: everything is in the report. SNS takes 256 KiB. */
const RESULTS_SHOWN = 10;
const MESSAGE_LENGTH = 500;

const HEADINGS: Readonly<Record<ChangeKind, string>> = {
  broke: "New",
  worse: "Worse",
  still: "Ongoing",
  recovered: "Recovered",
};

/** What subscribers read of a notification. The bucket is where the run's report lies. */
export function notificationOf(changed: DatasetChanges, document: RunDocument, bucket: string): Notification {
  const { dataset, table, suite, outcome, kind } = changed;
  return {
    subject: subjectOf(changed, document),
    text: [
      `${table === "" ? dataset : table} in stage ${document.stage}: checks of suite ${suite} as of ${document.asOf}`,
      ...changed.changes.map(paragraphOf),
      `All results of the run: ${countsOf(document)}.`,
      reproductionOf(changed),
      `Report: s3://${bucket}/${RUN_KEYS.report(dayOfRun(document), document.runId)}`,
    ].join("\n\n"),
    attributes: { outcome, dataset, suite, news: kind },
  };
}

/** "[prod] bars_5m: 2 new, 1 recovered (2025-11-28, close)" */
function subjectOf({ dataset, suite, changes }: DatasetChanges, document: RunDocument): string {
  const counts = Object.entries(HEADINGS).flatMap(([kind, heading]) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : `${count} ${heading.toLowerCase()}`;
  });
  const subject = `[${document.stage}] ${dataset}: ${counts.join(", ")} (${dayOfRun(document)}, ${suite})`;
  return shortened(subject.replace(/[^\x20-\x7e]/g, "?"), SUBJECT_LENGTH);
}

function paragraphOf({ check, kind, before, now, results }: CheckChange): string {
  const was = before === undefined || before === now ? "" : ` (was ${before})`;
  const shown = results.slice(0, RESULTS_SHOWN);
  const others = results.length - shown.length;
  return [
    `${HEADINGS[kind]}: ${check}, ${now}${was}`,
    ...shown.map((result) => `  ${lineOf(result)}`),
    ...(others === 0 ? [] : [`  … and ${others} more`]),
  ].join("\n");
}

function lineOf({ day, symbol, message, acknowledged }: CheckResult): string {
  const about = [day, symbol].filter((part) => part !== null).join(" ");
  const known = acknowledged === null ? "" : ` [acknowledged: ${acknowledged}]`;
  const line = `${about === "" ? "" : `${about}: `}${message}${known}`;
  return shortened(printable(line), MESSAGE_LENGTH);
}

function countsOf({ summary }: RunDocument): string {
  return OUTCOMES.map((outcome) => `${summary[outcome]} ${outcome}`).join(", ");
}

function reproductionOf({ changes }: DatasetChanges): string {
  const commands = new Set(changes.flatMap(({ results }) => results.map(({ reproduce }) => reproduce)));
  return ["To run it again:", ...[...commands].slice(0, RESULTS_SHOWN).map((command) => `  ${command}`)].join(
    "\n",
  );
}
