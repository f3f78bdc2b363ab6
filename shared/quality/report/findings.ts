import type { Period } from "../../calendar/trading-days.ts";
import { amount, bytes, dollars, duration, number } from "../amounts.ts";
import { checkOf } from "../checks/index.ts";
import type { CheckResult, RunDocument } from "../result.ts";
import { type Html, html, type Insert, lines } from "./html.ts";
import { badge, prose, scrollable, table } from "./parts.ts";
import { inPeriods } from "./periods.ts";
import { resultsOf, type Trouble } from "./troubles.ts";
import { limits } from "./wording.ts";

/** Of one result. */
const SAMPLES = 50;

/** Every result of a cause; those without a value that say the same are one line. */
export function findings(cause: Trouble): readonly Html[] {
  const groups = new Map<string, CheckResult[]>();
  for (const result of resultsOf(cause)) {
    const { dataset, day, outcome, message } = result;
    const key = result.value === null ? JSON.stringify([dataset, day, outcome, message]) : `${groups.size}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map((group) => finding(group, cause));
}

function finding(group: readonly CheckResult[], { period }: Trouble): Html {
  const result = group[0]!;
  const { outcome, dataset, message, acknowledged } = result;
  const names = group.map(({ checkId }, index) => html`${index > 0 && ", "}<code>${checkId}</code>`);
  return html`<div class="finding"><p>${badge(outcome)} <strong>${names}</strong> of ${dataset}, ${whenOf(result)}: ${prose(message)}</p>
${result.value !== null && numbers(result, period)}
${acknowledged !== null && html`<p class="known">Acknowledged: ${acknowledged}</p>`}
${samples(result)}</div>
`;
}

function numbers(result: CheckResult, period: Period): Html {
  const { checkId, value, measured, expected, unit } = result;
  const passesWhen = inPeriods(checkOf(checkId).passesWhen, period);
  const facts = [
    value === null ? [] : amount(value, unit),
    measured === null ? [] : `found ${number(measured)}`,
    expected === null ? [] : `expected ${number(expected)}`,
    `passes when ${passesWhen}; it ${limits(result)}`,
  ].flat();
  return html`<p class="numbers">${facts.join(" · ")}</p>`;
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

function whenOf({ day, symbol }: CheckResult): string {
  return [day ?? "whole table", ...(symbol === null ? [] : [symbol])].join(", ");
}

/** Every query of these results once: many checks read one scan. */
export function evidence(results: readonly CheckResult[], { results: all }: RunDocument): Html {
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
