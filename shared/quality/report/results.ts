import type { Period } from "../../calendar/trading-days.ts";
import { amount, count } from "../amounts.ts";
import type { CheckOutcome } from "../outcome.ts";
import { worstOf } from "../outcome.ts";
import type { CheckResult, RunDocument } from "../result.ts";
import { type Html, html } from "./html.ts";
import { badge, foldedSection, prose, type Section } from "./parts.ts";
import type { Periods } from "./periods.ts";
import { capitalised, limits, OUTCOME_ORDER, OUTCOME_WORDS } from "./wording.ts";

/** Every result there is, by dataset; boxes choose the outcomes that are shown, by style alone. */
export function resultsSection({ results }: RunDocument, periods: Periods): Section | undefined {
  if (results.length === 0) return undefined;
  const datasets = [...new Set(results.map(({ dataset }) => dataset))];
  const outcomes = OUTCOME_ORDER.filter((outcome) => results.some((one) => one.outcome === outcome));
  return foldedSection(
    "results",
    "All results",
    tallyOf(results),
    outcomes.length > 1 && filters(results, outcomes),
    datasets.map((dataset) =>
      ofDataset(
        results.filter((one) => one.dataset === dataset),
        periods(dataset),
      ),
    ),
  );
}

// What is as it should be would bury what is not. Where nothing else is, it is what there is to see.
function filters(results: readonly CheckResult[], outcomes: readonly CheckOutcome[]): Html {
  const isQuiet = outcomes.every(isUneventful);
  const isShown = (outcome: CheckOutcome) => isQuiet || !isUneventful(outcome);
  const boxes = outcomes.map((outcome) => {
    const number = results.filter((one) => one.outcome === outcome).length;
    return html`<label><input type="checkbox" id="show-${outcome}"${isShown(outcome) && html` checked`}> ${OUTCOME_WORDS[outcome].word} (${number})</label>
`;
  });
  return html`<fieldset class="filters"><legend>Show</legend>${boxes}</fieldset>`;
}

function isUneventful(outcome: CheckOutcome): boolean {
  return outcome === "pass" || outcome === "skipped";
}

// The roles are said again, because on a telephone the rows are laid out as blocks and some browsers forget them then.
function ofDataset(results: readonly CheckResult[], period: Period): Html {
  const { dataset, table } = results[0]!;
  const isOpen = results.some(({ outcome }) => !isUneventful(outcome));
  const columns = ["Outcome", "Check", capitalised(period), "Value", "What was found"];
  return html`<details class="fold group"${isOpen && html` open`}>
<summary>${badge(worstOf(results.map(({ outcome }) => outcome)))} <strong>${dataset}</strong> <span class="tally">${tallyOf(results)}</span></summary>
<table class="results" role="table"><caption>${count(results.length, "results")} of ${table || "the run itself"}</caption>
<thead role="rowgroup"><tr role="row">${columns.map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">
${results.map(row)}</tbody></table></details>
`;
}

/** "3 fail, 40 pass" */
function tallyOf(results: readonly CheckResult[]): string {
  return OUTCOME_ORDER.flatMap((outcome) => {
    const number = results.filter((one) => one.outcome === outcome).length;
    return number === 0 ? [] : [`${number} ${OUTCOME_WORDS[outcome].word}`];
  }).join(", ");
}

/** A check's name may go on in the next line after its dot. */
function breakable(checkId: string): Html {
  const [family, ...rest] = checkId.split(".");
  return html`${family}${rest.map((part) => html`.<wbr>${part}`)}`;
}

function row(result: CheckResult): Html {
  const { outcome, checkId, day, symbol, value, unit, message, acknowledged } = result;
  return html`<tr role="row" data-outcome="${outcome}"><td role="cell">${badge(outcome)}</td><th scope="row" role="rowheader"><code>${breakable(checkId)}</code></th><td role="cell" class="when">${day ?? "whole table"}${symbol !== null && html`<br>${symbol}`}</td><td role="cell" class="value">${value !== null && amount(value, unit)}<small>${limits(result)}</small></td><td role="cell">${prose(message)}${acknowledged !== null && html` <em>Acknowledged: ${acknowledged}</em>`}</td></tr>
`;
}
