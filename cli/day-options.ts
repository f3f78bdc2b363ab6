import type { Dataset } from "../shared/datasets/dataset.ts";
import { isCalendarDay } from "../shared/datasets/day.ts";
import { boundsOf, dayKeysOf } from "../shared/datasets/partition-day.ts";

interface Days {
  readonly from?: string;
  readonly to?: string;
}

export const DAY_OPTIONS = {
  from: { type: "string", placeholder: "<day>", help: "first day, inclusive" },
  to: { type: "string", placeholder: "<day>", help: "last day, inclusive" },
} as const;

/** What is wrong with --from and --to, whatever they choose from. */
export function* problemsOfDays({ from, to }: Days): Generator<string> {
  for (const [option, day] of Object.entries({ from, to })) {
    if (day !== undefined && !isCalendarDay(day))
      yield `--${option} ${JSON.stringify(day)} is not a day YYYY-MM-DD`;
  }
  if (from !== undefined && to !== undefined && from > to) yield `--from ${from} is after --to ${to}`;
}

/** Days that can choose nothing: of a dataset that has none, or outside of those that it takes. */
export function* uselessDays(dataset: Dataset, { from, to }: Days): Generator<string> {
  if (from === undefined && to === undefined) return;
  const { name } = dataset;
  const [key] = dayKeysOf(dataset);
  if (key === undefined) {
    const given = Object.entries({ from, to }).flatMap(([option, day]) =>
      day === undefined ? [] : `--${option}`,
    );
    yield `${given.join(" and ")}: ${name} has no keys that are a day; leave them out`;
    return;
  }
  const bounds = boundsOf(dataset);
  if (bounds.from !== undefined && to !== undefined && to < bounds.from) {
    yield `--to ${to}: ${key.name} of ${name} begins at ${bounds.from}`;
  }
  if (bounds.until !== undefined && from !== undefined && from > bounds.until) {
    yield `--from ${from}: ${key.name} of ${name} ends at ${bounds.until}`;
  }
}
