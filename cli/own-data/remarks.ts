/** What a newcomer is told of an entry, beside its fields. */
import type { Remarks } from "../../local/own-data/entry.ts";
import { NO_DEADLINE } from "../../shared/calendar/sla.ts";
import { isGeneric } from "../../shared/quality/kinds/generic.ts";
import type { DeclaredDataset, Quality } from "../../shared/quality/quality.ts";

export function remarksOn({ keys, quality }: DeclaredDataset): Remarks {
  return new Map([
    ["database", "of Glue; stages other than prod append _<stage>"],
    ["prefix", "where its objects lie in the bucket"],
    ["keys", keys.length > 1 ? "partition keys, in the table's order" : "the partition key"],
    ["layout", "the folders of a partition, which are not name=value"],
    ["strategy", "in Glue seconds after an object arrives"],
    ...(quality === undefined ? [] : remarksOnQuality(quality)),
  ]);
}

function* remarksOnQuality({ calendar, sla, rows, checks }: Quality): Generator<[string, string]> {
  yield ["quality", "promises, guessed from the files: correct them (docs/validation.md)"];
  if (calendar === "daily") yield ["quality.calendar", 'UTC; "weekdays" is without weekends'];
  if (calendar === "weekdays") yield ["quality.calendar", 'UTC; "daily" has weekends, too'];
  yield sla === NO_DEADLINE
    ? ["quality.sla", 'no day has to be there; else { at: "07:00", on: "next day" }']
    : ["quality.sla", "UTC, when a day is there"];
  if (isGeneric(rows)) {
    yield ["quality.rows.kind", "of any table"];
    yield ["quality.rows.key", "no two rows share it, and none lacks it"];
    yield ["quality.rows.time", "UTC; never NULL, and on the day of its partition"];
    yield ["quality.rows.required", "never NULL"];
    yield ["quality.rows.ranges", "least and greatest; null is no bound, but NaN is wrong"];
  }
  if (checks?.["freshness.event"] === "off") {
    yield ["quality.checks", "how late a day's newest row may be: { warn: 60, fail: 180 } are minutes"];
  }
}
