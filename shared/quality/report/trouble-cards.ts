import { CHECKS } from "../checks/index.ts";
import type { CheckResult, RunDocument } from "../result.ts";
import { periodOf } from "./headline.ts";
import { type Html, html, type Insert, lines } from "./html.ts";
import { badge, prose, type Section, scrollable, section, table } from "./parts.ts";
import type { Trouble } from "./troubles.ts";
import {
  amount,
  bytes,
  capitalised,
  count,
  dollars,
  duration,
  limits,
  number,
  reasonWords,
} from "./wording.ts";

/** So many results of a trouble are shown at once; the others fold. */
const SHOWN = 3;
/** Of one result. */
const SAMPLES = 50;

export function troubleSection(
  id: string,
  title: string,
  troubles: readonly Trouble[],
  document: RunDocument,
): Section | undefined {
  if (troubles.length === 0) return undefined;
  const cards = troubles.map((trouble, index) => card(trouble, `${id}-${index + 1}`, document));
  return section(id, title, cards);
}

function card(trouble: Trouble, id: string, document: RunDocument): Html {
  const { dataset, outcome, results } = trouble;
  const isMeasured = results[0]!.reason === null;
  return html`<article class="card ${outcome}" aria-labelledby="${id}">
<header><h3 id="${id}">${capitalised(titleOf(trouble))} <span class="in">in ${dataset}</span></h3>
<p>${badge(outcome)} <code>${isMeasured ? trouble.checkId : trouble.table}</code> ${periodOf(trouble)}</p></header>
${isMeasured ? measured(trouble) : unmeasured(trouble)}
${evidence(results, document)}
</article>
`;
}

function titleOf({ outcome, checkId, results }: Trouble): string {
  const { reason } = results[0]!;
  if (reason === null) return CHECKS[checkId].problem;
  const end = outcome === "error" ? "could not be made" : "found no data";
  return `${count(results.length, "checks")} ${end}: ${reasonWords(reason)}`;
}

function measured({ checkId, results }: Trouble): Html {
  const { passesWhen, unit } = CHECKS[checkId];
  const [shown, folded] = [results.slice(0, SHOWN), results.slice(SHOWN)];
  const more =
    folded.length > 0 &&
    html`<details><summary>${count(folded.length, "results")} more</summary>${folded.map(finding)}</details>
`;
  return html`<p class="note">Expected: ${passesWhen}. It ${limits({ ...results[0]!, unit })}.</p>
${shown.map(finding)}${more}`;
}

function finding(result: CheckResult): Html {
  const { value, unit, message, acknowledged, reproduce } = result;
  const numbers = [
    value === null ? [] : amount(value, unit),
    result.measured === null ? [] : `found ${number(result.measured)}`,
    result.expected === null ? [] : `expected ${number(result.expected)}`,
  ].flat();
  return html`<div class="finding"><p><strong>${whenOf(result)}</strong> ${prose(message)}</p>
<p class="numbers">${numbers.join(" · ")}</p>
${acknowledged !== null && html`<p class="known">Acknowledged: ${acknowledged}</p>`}
${samples(result)}
${command(reproduce)}</div>
`;
}

function samples(result: CheckResult): Html | undefined {
  if (result.samples.length === 0) return undefined;
  const columns = [...new Set(result.samples.flatMap((sample) => Object.keys(sample)))];
  const name = `Samples: ${result.checkId} in ${result.dataset}, ${whenOf(result)}`;
  const rows = result.samples
    .slice(0, SAMPLES)
    .map((sample) => columns.map((column) => cell(sample[column])));
  return scrollable(name, table({ caption: "Samples", head: columns, rows }));
}

function cell(value: string | number | null | undefined): Insert {
  if (value === undefined) return "";
  return value === null ? html`<i>NULL</i>` : String(value);
}

/** What one cause kept from judging: every check in a line. */
function unmeasured({ results, dataset }: Trouble): Html {
  const caption = `Checks of ${dataset} without a result`;
  const rows = results.map((result) => [result.checkId, whenOf(result), result.message]);
  const commands = [...new Set(results.map(({ reproduce }) => reproduce))];
  return html`${scrollable(`${caption}: ${reasonWords(results[0]!.reason!)}`, table({ caption, head: ["Check", "Session", "Why"], rows }))}
${commands.slice(0, SHOWN).map(command)}`;
}

function whenOf({ day, symbol }: CheckResult): string {
  return [day ?? "whole table", ...(symbol === null ? [] : [symbol])].join(", ");
}

function command(text: string): Html {
  return html`<p class="command"><span>Run again</span> <code>${text}</code></p>
`;
}

/** Every query of these results once: many checks read one scan. */
function evidence(results: readonly CheckResult[], { results: all }: RunDocument): Html {
  const queries = new Map(
    results.flatMap((result) => (result.sql === null ? [] : [[result.sql, result] as const])),
  );
  const shown = [...queries].map(([sql, result]) => {
    const sharing = new Set(all.filter((one) => one.sql === sql).map(({ checkId }) => checkId)).size;
    return html`<details class="sql"><summary>SQL${sharing > 1 && ` of ${sharing} checks`}</summary>
<p class="numbers">${costOf(result)}</p>
<pre tabindex="0">${lines(sql)}</pre></details>
`;
  });
  return html`${shown}`;
}

function costOf({ queryId, scannedBytes, costUsd, engineMs }: CheckResult): Html {
  const facts = [
    scannedBytes === null ? [] : `${bytes(scannedBytes)} scanned`,
    costUsd === null ? [] : dollars(costUsd),
    engineMs === null ? [] : `${duration(engineMs / 1000)} in the engine`,
  ].flat();
  const id = queryId === null ? "never started" : html`<code>${queryId}</code>`;
  return html`Athena query ${id}${facts.length > 0 && ` · ${facts.join(" · ")}`}`;
}
