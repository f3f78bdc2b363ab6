import { printable, shortened } from "../../runtime/text.ts";
import { OUTCOMES } from "../outcome.ts";
import type { CheckResult, RunDocument } from "../result.ts";
import { dayOfRun, RUN_KEYS } from "../results/keys.ts";
import type { Change, News, Notification } from "./changes.ts";
import type { Letter } from "./port.ts";

/** SNS API, Publish: a subject is ASCII and less than 100 characters long. */
const SUBJECT_LENGTH = 99;
/** A letter is for reading: everything is in the report. SNS takes 256 KiB. */
const RESULTS_TOLD = 10;
const MESSAGE_LENGTH = 500;

const HEADINGS: Readonly<Record<News, string>> = {
  broke: "Newly bad",
  worse: "Worse than before",
  still: "Still bad",
  recovered: "Good again",
};

/** What subscribers read of a notification. The bucket is where the run's report lies. */
export function letterOf(notification: Notification, document: RunDocument, bucket: string): Letter {
  const { dataset, table, suite, outcome, news } = notification;
  return {
    subject: subjectOf(notification, document),
    text: [
      `${table === "" ? dataset : table} in stage ${document.stage}: checks of suite ${suite} as of ${document.asOf}`,
      ...notification.changes.map(paragraphOf),
      `All results of the run: ${countsOf(document)}.`,
      reproductionOf(notification),
      `Report: s3://${bucket}/${RUN_KEYS.report(dayOfRun(document), document.runId)}`,
    ].join("\n\n"),
    attributes: { outcome, dataset, suite, news },
  };
}

/** "[prod] bars_5m: 2 newly bad, 1 good again (2025-11-28, close)" */
function subjectOf({ dataset, suite, changes }: Notification, document: RunDocument): string {
  const counts = Object.entries(HEADINGS).flatMap(([news, heading]) => {
    const count = changes.filter((change) => change.news === news).length;
    return count === 0 ? [] : `${count} ${heading.toLowerCase()}`;
  });
  const subject = `[${document.stage}] ${dataset}: ${counts.join(", ")} (${dayOfRun(document)}, ${suite})`;
  return shortened(subject.replace(/[^\x20-\x7e]/g, "?"), SUBJECT_LENGTH);
}

function paragraphOf({ check, news, before, now, results }: Change): string {
  const was = before === undefined || before === now ? "" : ` (was ${before})`;
  const told = results.slice(0, RESULTS_TOLD);
  const others = results.length - told.length;
  return [
    `${HEADINGS[news]}: ${check}, ${now}${was}`,
    ...told.map((result) => `  ${lineOf(result)}`),
    ...(others === 0 ? [] : [`  … and ${others} more`]),
  ].join("\n");
}

function lineOf({ day, symbol, message, acknowledged }: CheckResult): string {
  const about = [day, symbol].filter((part) => part !== null).join(" ");
  const borne = acknowledged === null ? "" : ` [acknowledged: ${acknowledged}]`;
  const line = `${about === "" ? "" : `${about}: `}${message}${borne}`;
  return shortened(printable(line), MESSAGE_LENGTH);
}

function countsOf({ summary }: RunDocument): string {
  return OUTCOMES.map((outcome) => `${summary[outcome]} ${outcome}`).join(", ");
}

function reproductionOf({ changes }: Notification): string {
  const commands = new Set(changes.flatMap(({ results }) => results.map(({ reproduce }) => reproduce)));
  return ["To see it again:", ...[...commands].slice(0, RESULTS_TOLD).map((command) => `  ${command}`)].join(
    "\n",
  );
}
