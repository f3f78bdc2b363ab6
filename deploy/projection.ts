import type { PartitionKey } from "../shared/datasets/dataset.ts";

/**
 * The properties by which Athena computes a table's partitions instead of asking Glue for them. There is no
 * storage.location.template: without one Athena looks below the table's Location for key=value/ folders, which is how
 * our objects lie.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html
 */
export function projection(keys: readonly PartitionKey[]): Readonly<Record<string, string>> {
  const properties = keys.flatMap((key) =>
    Object.entries(propertiesOf(key)).map(([name, value]) => [`projection.${key.name}.${name}`, value]),
  );
  return { "projection.enabled": "true", ...Object.fromEntries(properties) };
}

/** https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html */
function propertiesOf(key: PartitionKey): Readonly<Record<string, string>> {
  if (key.kind === "day") {
    return {
      type: "date",
      // NOW is a day of UTC, which begins before New York's: the running session is always in the range.
      range: `${key.from},NOW`,
      format: "yyyy-MM-dd",
      interval: "1",
      "interval.unit": "DAYS",
    };
  }
  // A query must name a value that Athena cannot list.
  return key.values === undefined ? { type: "injected" } : { type: "enum", values: key.values.join(",") };
}
