import type { RunDocument, SessionSummary } from "../result.ts";
import { type Html, html, type Insert } from "./html.ts";
import { foldedSection, type Section, scrollable, table, time } from "./parts.ts";
import { bytes, count, dollars, number } from "./wording.ts";

/** About the run itself. */
export function runSection(document: RunDocument): Section {
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
    sessions.length > 0 && looked(sessions),
  );
}

function looked(sessions: readonly SessionSummary[]): Html {
  const caption = `${count(sessions.length, "sessions")} looked at`;
  const head = ["Session", "Calendar", "Open", "Close", "Bars"];
  const rows = sessions.map(({ day, calendar, open, close, bars, early }) => {
    return [day, calendar, time(open), html`${time(close)}${early && " (early)"}`, bars];
  });
  return html`<details class="fold"><summary>${caption}</summary>${scrollable(caption, table({ caption, head, rows }))}</details>`;
}
