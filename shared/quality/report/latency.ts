import type { Period } from "../../calendar/trading-days.ts";
import { duration } from "../amounts.ts";
import type { Latency, RunDocument } from "../result.ts";
import { dailyBars } from "./daily-bars.ts";
import { type Html, html } from "./html.ts";
import { figure, foldedSection, type Section } from "./parts.ts";
import type { Periods } from "./periods.ts";
import { capitalised } from "./wording.ts";

/** How long it took from an object's event until Athena could see its partition: the slowest of every session. */
export function latencySection({ latencies }: RunDocument, periods: Periods): Section | undefined {
  if (latencies.length === 0) return undefined;
  const datasets = [...new Set(latencies.map(({ dataset }) => dataset))];
  const shown = datasets.map((dataset) => ofDataset(dataset, daysOf(latencies, dataset), periods(dataset)));
  const slowest = Math.max(...latencies.map(({ seconds }) => seconds));
  return foldedSection(
    "latency",
    "From event to queryable",
    `${duration(slowest)} at most`,
    html`<p class="note">The slowest partition of every ${periods()}, from the event of its first object to its place in Glue.</p>`,
    html`<div class="figures">${shown}</div>`,
  );
}

type Day = { readonly day: string; readonly value: number };

function daysOf(latencies: readonly Latency[], dataset: string): readonly Day[] {
  return latencies
    .filter((one) => one.dataset === dataset)
    .map(({ day, seconds }) => ({ day, value: seconds }))
    .sort((one, other) => (one.day < other.day ? -1 : 1));
}

function ofDataset(dataset: string, days: readonly Day[], period: Period): Html {
  const slowest = days.reduce((one, other) => (other.value > one.value ? other : one));
  const newest = days.at(-1)!;
  if (days.length === 1) {
    return html`<div class="quiet"><h3>${dataset}</h3><p>${duration(newest.value)} on ${newest.day}.</p></div>`;
  }
  const sentence = `${duration(newest.value)} on ${newest.day}; the slowest was ${duration(slowest.value)} on ${slowest.day}.`;
  return figure({
    name: dataset,
    sentence,
    chart: dailyBars({
      days,
      shown: duration,
      alternative: `Latency of ${dataset} by ${period}. ${sentence}`,
    }),
    data: {
      head: [capitalised(period), "Slowest partition"],
      rows: days.map(({ day, value }) => [day, duration(value)]),
    },
  });
}
