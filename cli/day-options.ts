import type { Dataset } from "../shared/datasets/dataset.ts";
import { isCalendarDay } from "../shared/datasets/day.ts";

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
export function* uselessDays({ name, keys }: Dataset, { from, to }: Days): Generator<string> {
  if (from === undefined && to === undefined) return;
  const days = keys.filter((key) => key.kind === "day");
  if (days.length === 0) {
    const given = Object.entries({ from, to }).flatMap(([option, day]) =>
      day === undefined ? [] : `--${option}`,
    );
    yield `${given.join(" and ")}: ${name} has no key that is a day; leave them out`;
  }
  for (const key of days) {
    if (key.from !== undefined && to !== undefined && to < key.from) {
      yield `--to ${to}: ${key.name} of ${name} begins at ${key.from}`;
    }
    if (key.until !== undefined && from !== undefined && from > key.until) {
      yield `--from ${from}: ${key.name} of ${name} ends at ${key.until}`;
    }
  }
}
