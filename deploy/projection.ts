import type { Dataset, PartitionKey } from "../shared/datasets/dataset.ts";
import { patternOf, readDate, tellsHour, writeDate } from "../shared/datasets/date-pattern.ts";
import { DAY, FIRST_HOUR } from "../shared/datasets/partition-day.ts";
import { PLACEHOLDER } from "../shared/datasets/path-template.ts";

/**
 * The properties by which Athena computes a table's partitions instead of asking Glue for them. Without a layout there
 * is no storage.location.template: Athena then looks below the table's Location for key=value/ folders.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html
 */
export function projection(keys: readonly PartitionKey[]): Readonly<Record<string, string>> {
  const properties = keys.flatMap((key) =>
    Object.entries(propertiesOf(key)).map(([name, value]) => [`projection.${key.name}.${name}`, value]),
  );
  return { "projection.enabled": "true", ...Object.fromEntries(properties) };
}

/** The key of the property that says where projected partitions lie, if not in key=value/ folders. */
export const LOCATION_TEMPLATE = "storage.location.template";

/** Where they lie, with `opening` and "}" around the name of each key; undefined for key=value/ folders. */
export function projectedLayout({ prefix, layout }: Dataset, opening: string): string | undefined {
  return layout === undefined ? undefined : prefix + layout.replace(PLACEHOLDER, `${opening}$1}`);
}

/** https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html */
function propertiesOf(key: PartitionKey): Readonly<Record<string, string>> {
  switch (key.kind) {
    case "day": {
      const format = patternOf(key);
      return {
        type: "date",
        // NOW is a day or an hour of UTC, which begins before New York's: the running session is always in the range.
        range: `${writeDate(format, { ...readDate(DAY, key.from ?? ""), H: FIRST_HOUR })},NOW`,
        format,
        interval: "1",
        "interval.unit": tellsHour(key) ? "HOURS" : "DAYS",
      };
    }
    case "year":
      return numbers(Number(key.from?.slice(0, 4)), Number(key.until?.slice(0, 4)), 4);
    case "month":
      return numbers(1, 12, patternOf(key).length);
    case "day-of-month":
      return numbers(1, 31, patternOf(key).length);
    case "hour":
      return numbers(0, 23, patternOf(key).length);
    case "text":
      // A query must name a value that Athena cannot list.
      return key.values === undefined ? { type: "injected" } : { type: "enum", values: key.values.join(",") };
  }
}

const numbers = (from: number, to: number, digits: number) => ({
  type: "integer",
  range: `${from},${to}`,
  digits: String(digits),
});
