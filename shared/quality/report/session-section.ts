import { REGISTRAR } from "../../runtime/launcher.ts";
import { bytes, count } from "../amounts.ts";
import type { RunDocument } from "../result.ts";
import { shortTitleOf } from "./cause-words.ts";
import { type Html, html } from "./html.ts";
import { commandLine, prose, type Section, section, time } from "./parts.ts";
import type { Periods } from "./periods.ts";
import { newestFirst, type ReportedChange, type ReportedSession, STATE_LOOKS } from "./session.ts";
import { causeLink } from "./trouble-cards.ts";
import { resultsOf, type Trouble } from "./troubles.ts";
import { capitalised, moment } from "./wording.ts";

/** Of every dataset so many of the newest sessions are shown, */
const NEWEST = 5;
/** and of the older ones those that are not ready, up to so many in all. */
const SHOWN = 8;
/** Causes that are named beside a session; its other ones have their cards below. */
const CAUSES = 3;
const NAMES = 3;
/** Digits of a version: enough to tell the versions of a session apart. */
const DIGITS = 8;

/** Is the data ready? Every dataset's recent sessions with state, version and what changed; the causes of what is not. */
export function sessionSection(
  document: RunDocument,
  sessions: readonly ReportedSession[],
  troubles: readonly Trouble[],
  periods: Periods,
): Section | undefined {
  if (sessions.length === 0) return undefined;
  const datasets = [...new Set(sessions.map(({ dataset }) => dataset))];
  const causes = causesBySession(troubles);
  const lists = datasets.map((dataset) => {
    const own = newestFirst(sessions.filter((one) => one.dataset === dataset));
    return ofDataset(document, dataset, own, causes);
  });
  return section(
    "sessions",
    capitalised(`${periods()}s`),
    html`<p class="note">Each with its state, and the version of its data: the same version is the same bytes.</p>`,
    html`<div class="figures narrow">${lists}</div>`,
  );
}

function ofDataset(
  { stage }: RunDocument,
  dataset: string,
  sessions: readonly ReportedSession[],
  causes: ReadonlyMap<string, ReadonlySet<Trouble>>,
): Html {
  const ready = sessions.filter(({ state }) => state === "available").length;
  const shown = sessions.filter((one, index) => index < NEWEST || one.state !== "available").slice(0, SHOWN);
  const items = shown.map((one) => item(one, [...(causes.get(`${dataset} ${one.day}`) ?? [])]));
  const command = `${REGISTRAR} ready --dataset ${dataset} --session ${shown[0]!.day} --stage ${stage}`;
  return html`<div class="dataset"><h3>${dataset} <span class="in">${ready} of ${sessions.length} ready</span></h3>
<ol class="sessions">
${items}</ol>
<details><summary>Versions and changes</summary>${details(sessions)}${commandLine(command)}</details></div>
`;
}

/** The causes of every session of every dataset that a result of theirs is about. */
function causesBySession(troubles: readonly Trouble[]): ReadonlyMap<string, ReadonlySet<Trouble>> {
  const causes = new Map<string, Set<Trouble>>();
  for (const trouble of troubles) {
    for (const { dataset, day } of resultsOf(trouble)) {
      const key = `${dataset} ${day}`;
      causes.set(key, (causes.get(key) ?? new Set()).add(trouble));
    }
  }
  return causes;
}

function item(session: ReportedSession, troubles: readonly Trouble[]): Html {
  const { dataset, day, version, state, why, change } = session;
  const causes = state === "available" ? [] : troubles;
  const links = causes
    .slice(0, CAUSES)
    .map((one) => html`<li>${causeLink(one, shortTitleOf(one, dataset))}</li>`);
  const more = causes.length > CAUSES && html`<li>${causes.length - CAUSES} more</li>`;
  return html`<li><p class="line"><span class="day">${day}</span> ${stateBadge(session, causes)}${version !== null && html` <code class="version">${version.hash.slice(0, DIGITS)}</code>`}</p>
${causes.length > 0 ? html`<ul class="reasons">${links}${more}</ul>` : why !== null && html`<p class="reasons">${why}</p>`}
${change !== null && html`<p class="reasons">${changeWords(change)}</p>`}</li>
`;
}

/** What is pending because a check failed does not wait for anything: it is as red as what is missing. */
function stateBadge({ state }: ReportedSession, causes: readonly Trouble[]): Html {
  const isFailed = state === "pending" && causes.some((one) => one.outcome === "fail");
  const { outcome, sign } = STATE_LOOKS[isFailed ? "missing" : state];
  return html`<span class="badge ${outcome}"><span aria-hidden="true">${sign}</span> ${state}</span>`;
}

/** "2 added, 1 replaced, seen 2025-12-02 22:05 UTC: day=2025-12-02/part-0.parquet". */
function changeWords({ seen, added, replaced, removed, names }: ReportedChange): Html {
  const counts = Object.entries({ added, replaced, removed }).flatMap(([what, number]) =>
    number === null || number === 0 ? [] : [`${number} ${what}`],
  );
  const what = counts.length > 0 ? counts.join(", ") : "other objects";
  const all = (added ?? 0) + (replaced ?? 0) + (removed ?? 0);
  const shown = names.slice(0, NAMES).map((name, index) => html`${index > 0 && ", "}<code>${name}</code>`);
  const more = shown.length > 0 && all > shown.length && ` and ${all - shown.length} more`;
  return html`${what}, seen ${prose(moment(seen))}${shown.length > 0 && ": "}${shown}${more}`;
}

/** All that is known of every session, one below the other: a column of a table would be too narrow for a version. */
function details(sessions: readonly ReportedSession[]): Html {
  const items = sessions.map(({ day, state, why, version, judged, change }) => {
    const stored =
      version === null
        ? "no version"
        : html`<code>${version.hash}</code>, ${count(version.objects, "objects")}, ${bytes(version.bytes)}`;
    return html`<li><strong class="day">${day}</strong> ${state}${why !== null && `: ${why}`}<br>${stored}${version?.lastWrite && html`, written ${time(version.lastWrite)}`}${judged !== null && html`, judged ${time(judged)}`}${change !== null && html`<br>${changeWords(change)}`}</li>
`;
  });
  return html`<ul class="versions">${items}</ul>`;
}
