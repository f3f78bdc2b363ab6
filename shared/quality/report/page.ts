import type { Period } from "../../calendar/trading-days.ts";
import type { DriftRecord } from "../../reconcile/drift-record.ts";
import type { CheckOutcome } from "../outcome.ts";
import type { DeclaredDataset } from "../quality.ts";
import type { RunDocument } from "../result.ts";
import { outcomeOfRun } from "../summary.ts";
import { runSection } from "./about-run.ts";
import { coverageSection, symbolSection } from "./coverage-section.ts";
import { driftSection } from "./drift-section.ts";
import { freshnessSection } from "./freshness.ts";
import { headlineOf, overviewOf, readinessOf } from "./headline.ts";
import { type Html, html } from "./html.ts";
import { latencySection } from "./latency.ts";
import { badge, prose, type Section, sectionMarkup, time } from "./parts.ts";
import { historySection } from "./past.ts";
import { inOwnUnits, periodsOf } from "./periods.ts";
import { resultsSection } from "./results.ts";
import { type ReportedSession, STATE_LOOKS } from "./session.ts";
import { sessionSection } from "./session-section.ts";
import { STYLE } from "./style.ts";
import { type HistoryPoint, timelinesOf } from "./timeline.ts";
import { troubleSection } from "./trouble-cards.ts";
import { type Trouble, troublesOf } from "./troubles.ts";
import { OUTCOME_ORDER, OUTCOME_WORDS } from "./wording.ts";

/** Nothing may be loaded and nothing may run, whatever the data say. The empty icon keeps browsers from asking for one. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const SUITES: Readonly<Record<RunDocument["suite"], Readonly<Record<Period, string>>>> = {
  close: { session: "after the close", day: "days that are over" },
  intraday: { session: "while the session is open", day: "the day so far" },
  metadata: { session: "Glue and S3 alone", day: "Glue and S3 alone" },
};

/** Causes of a page that has room to show what they are seen by. */
const FEW = 3;

/** What a page tells besides the run itself. */
export interface ReportContext {
  /** Results of earlier runs. */
  readonly history?: readonly HistoryPoint[];
  /** What the last reconciles found. */
  readonly drift?: readonly DriftRecord[];
  /** As declared: which is made from which, and who answers for it. */
  readonly datasets?: readonly DeclaredDataset[];
  /** States of sessions. */
  readonly sessions?: readonly ReportedSession[];
}

/** A run as one HTML file that needs nothing else. Equal for equal input. */
export function renderReport(run: RunDocument, context: ReportContext = {}): string {
  const { history = [], drift = [], datasets = [], sessions = [] } = context;
  const periods = periodsOf(run, datasets);
  const document = inOwnUnits(run, periods);
  const timelines = timelinesOf(document, history);
  const troubles = troublesOf(document, timelines, datasets, periods);
  const [wrong, warnings] = [false, true].map((isWarning) =>
    troubles.filter(({ outcome }) => (outcome === "warn") === isWarning),
  ) as [Trouble[], Trouble[]];
  const isShort = troubles.length <= FEW;
  const cards = { document, datasets, troubles, isOpen: isShort };
  const sections = [
    sessionSection(document, sessions, troubles, periods),
    troubleSection("wrong", "What is wrong", wrong, cards),
    troubleSection("warnings", "Warnings", warnings, cards),
    coverageSection(document, periods),
    symbolSection(document, periods),
    freshnessSection(document, timelines, periods),
    historySection(document, timelines),
    latencySection(document, periods),
    driftSection(drift, document),
    resultsSection(document, periods),
    runSection(document, periods),
  ].filter((section) => section !== undefined);
  const readiness = readinessOf(sessions);
  const headline = headlineOf(document, wrong);
  const lines = readiness === undefined ? [headline] : [readiness, overviewOf(sessions, troubles, periods())];
  // Of a page that finds nothing, the first part is what there is to see.
  const isOpen = ({ fold }: Section, at: number) =>
    isShort && (fold?.isTelling === true || (at === 0 && troubles.length === 0));
  const parts = sections.map((section, at) => sectionMarkup(section, isOpen(section, at)));
  return page(document, periods(), toneOf(document, sessions), lines, parts).markup;
}

/** The first in a reader's order. Of a run that finds nothing wrong, a session that is not ready is still to be seen. */
function toneOf({ summary }: RunDocument, sessions: readonly ReportedSession[]): CheckOutcome {
  const states: readonly CheckOutcome[] = sessions.map(({ state }) => STATE_LOOKS[state].outcome);
  const isThere = (outcome: CheckOutcome) => summary[outcome] > 0 || states.includes(outcome);
  return (
    OUTCOME_ORDER.filter((outcome) => outcome !== "skipped" && outcome !== "pass").find(isThere) ??
    outcomeOfRun(summary)
  );
}

function page(
  document: RunDocument,
  period: Period,
  tone: CheckOutcome,
  [headline, lead]: readonly string[],
  parts: readonly Html[],
): Html {
  const { stage, suite, asOf, notes } = document;
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
<p class="kicker">Data quality · <strong>${stage}</strong> · ${SUITES[suite][period]} · as of ${time(asOf)}</p>
<h1><span class="sign" aria-hidden="true">${OUTCOME_WORDS[tone].sign}</span> ${prose(headline!)}</h1>
${lead !== undefined && html`<p class="lead">${prose(lead)}</p>`}
${counts(document)}
${notes.map((note) => html`<p class="note">${prose(note)}</p>`)}
</header>
<main>
${parts}
</main>
</body>
</html>
`;
}

function counts({ summary }: RunDocument): Html | undefined {
  const outcomes = OUTCOME_ORDER.filter((outcome) => summary[outcome] > 0);
  if (outcomes.length === 0) return undefined;
  const items = outcomes.map(
    (outcome) => html`<li>${badge(outcome, `${summary[outcome]} ${OUTCOME_WORDS[outcome].word}`)}</li>`,
  );
  return html`<ul class="counts" aria-label="Results by outcome">${items}</ul>`;
}
