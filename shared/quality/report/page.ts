import type { DriftRecord } from "../../reconcile/drift-record.ts";
import type { RunDocument } from "../result.ts";
import { outcomeOfRun } from "../summary.ts";
import { runSection } from "./about-run.ts";
import { coverageSection, symbolSection } from "./coverage-section.ts";
import { driftSection } from "./drift-section.ts";
import { freshnessSection } from "./freshness.ts";
import { headlineOf } from "./headline.ts";
import { type Html, html } from "./html.ts";
import { latencySection } from "./latency.ts";
import { badge, prose, type Section, sectionMarkup, time } from "./parts.ts";
import { historySection } from "./past.ts";
import { resultsSection } from "./results.ts";
import { STYLE } from "./style.ts";
import { type HistoryPoint, timelinesOf } from "./timeline.ts";
import { troubleSection } from "./trouble-cards.ts";
import { troublesOf } from "./troubles.ts";
import { OUTCOME_ORDER, OUTCOME_WORDS } from "./wording.ts";

/** Nothing may be loaded and nothing may run, whatever the data say. The empty icon keeps browsers from asking for one. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const SUITES: Readonly<Record<RunDocument["suite"], string>> = {
  close: "after the close",
  intraday: "while the session is open",
  metadata: "Glue and S3 alone",
};

/**
 * A run as one HTML file that needs nothing else. Equal for equal input. `history` are results of earlier runs, `drift` is
 * what the last reconciles found.
 */
export function renderReport(
  document: RunDocument,
  history: readonly HistoryPoint[],
  drift: readonly DriftRecord[] = [],
): string {
  const timelines = timelinesOf(document, history);
  const troubles = troublesOf(document, timelines, ["fail", "error", "no_data"]);
  const warnings = troublesOf(document, timelines, ["warn"]);
  const sections = [
    coverageSection(document),
    troubleSection("wrong", "What is wrong", troubles, document),
    troubleSection("warnings", "Warnings", warnings, document),
    symbolSection(document),
    freshnessSection(document, timelines),
    historySection(document, timelines),
    latencySection(document),
    driftSection(drift, document.asOf),
    resultsSection(document),
    runSection(document),
  ].filter((section) => section !== undefined);
  return page(document, headlineOf(document, troubles), sections).markup;
}

function page(document: RunDocument, headline: string, sections: readonly Section[]): Html {
  const { stage, suite, asOf, notes, summary } = document;
  const tone = outcomeOfRun(summary);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${headline} (${stage})</title>
<link rel="icon" href="data:,">
${STYLE}
</head>
<body>
<header class="top ${tone}">
<p class="kicker">Data quality · <strong>${stage}</strong> · ${SUITES[suite]} · as of ${time(asOf)}</p>
<h1><span class="sign" aria-hidden="true">${OUTCOME_WORDS[tone].sign}</span> ${prose(headline)}</h1>
${counts(document)}
${notes.map((note) => html`<p class="note">${prose(note)}</p>`)}
${contents(sections)}
</header>
<main>
${sections.map(sectionMarkup)}
</main>
</body>
</html>
`;
}

/** Where to find what. Two parts are seen without it. */
function contents(sections: readonly Section[]): Html | undefined {
  if (sections.length < 3) return undefined;
  const links = sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  return html`<nav aria-label="On this page"><ul>${links}</ul></nav>`;
}

function counts({ summary }: RunDocument): Html | undefined {
  const outcomes = OUTCOME_ORDER.filter((outcome) => summary[outcome] > 0);
  if (outcomes.length === 0) return undefined;
  const items = outcomes.map(
    (outcome) => html`<li>${badge(outcome, `${summary[outcome]} ${OUTCOME_WORDS[outcome].word}`)}</li>`,
  );
  return html`<ul class="counts" aria-label="Results by outcome">${items}</ul>`;
}
