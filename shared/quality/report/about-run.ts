import type { Period } from "../../calendar/trading-days.ts";
import { bytes, count, dollars, number } from "../amounts.ts";
import type { RunDocument, SessionSummary } from "../result.ts";
import { type Html, html, type Insert } from "./html.ts";
import { foldedSection, type Section, scrollable, table, time } from "./parts.ts";
import type { Periods } from "./periods.ts";
import { capitalised } from "./wording.ts";

/** About the run itself. */
export function runSection(document: RunDocument, periods: Periods): Section {
  const { summary, sessions, runId, stage, suite, asOf } = document;
  const facts: readonly (readonly [string, Insert])[] = [
    ["Run", html`<code>${runId}</code>`],
    ["Stage", stage],
    ["Suite", suite],
    ["Judged as of", time(asOf)],
    ["Queries", summary.queries === 0 ? "none: Glue and S3 answered" : number(summary.queries)],
    ["Scanned", bytes(summary.scannedBytes)],
    ["Cost", `${dollars(summary.costUsd)} at list price`],
  ];
  const list = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return foldedSection(
    "run",
    "About this run",
    `${summary.queries} ${summary.queries === 1 ? "query" : "queries"}, ${bytes(summary.scannedBytes)}, ${dollars(summary.costUsd)}`,
    html`<dl class="facts">${list}</dl>`,
    sessions.length > 0 && looked(sessions, periods()),
  );
}

function looked(sessions: readonly SessionSummary[], period: Period): Html {
  const caption = `${count(sessions.length, `${period}s`)} looked at`;
  // A day goes from midnight to midnight, and nobody counts bars in it.
  const hasHours = period === "session";
  const head = [capitalised(period), "Calendar", ...(hasHours ? ["Open", "Close", "Bars"] : [])];
  const rows = sessions.map(({ day, calendar, open, close, bars, early }) => {
    const hours = [time(open), html`${time(close)}${early && " (early)"}`, bars];
    return [day, calendar, ...(hasHours ? hours : [])];
  });
  return html`<details class="fold"><summary>${caption}</summary>${scrollable(caption, table({ caption, head, rows }))}</details>`;
}
