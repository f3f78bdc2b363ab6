import { expect, test } from "@jest/globals";
import { renderReport } from "../../shared/quality/report/page.ts";
import {
  type DriftRecord,
  driftKey,
  driftText,
  parseDriftRecord,
} from "../../shared/reconcile/drift-record.ts";
import { readDrift } from "../../shared/reconcile/read-drift.ts";
import { quietRun } from "../browser/runs.ts";
import { datasets } from "../fixtures/datasets.ts";
import { MemoryRecords } from "../support/memory-records.ts";

const { document } = quietRun();
const record: DriftRecord = {
  dataset: "trades",
  cadence: "nightly",
  scheduled: document.asOf,
  ended: document.asOf,
  from: "2026-11-20",
  counts: {
    missing: 7,
    orphaned: 3,
    elsewhere: 1,
    outside: 0,
    unplaceable: 0,
    nonData: 0,
    foreign: 0,
    stale: 0,
    differing: 0,
  },
  repaired: { registered: 7, removed: 2, capped: 1, left: 1, lines: ["s3://lake/x/: Glue has s3://lake/y/"] },
  findings: [],
  undo: "20261120T073000Z-0a1b2c",
  stoppedBy: "calls",
};
const pageOf = (...drift: readonly DriftRecord[]) => renderReport(document, { drift });
const never = new AbortController().signal;

test("a report without records has no section about drift", () => {
  expect(pageOf()).not.toContain("Glue against S3");
});

test("a record is a row of numbers, and what a person must know stands below", () => {
  const page = pageOf(record);
  const section = page.slice(page.indexOf('<section id="drift"'));
  const row = /<th scope="row">trades<\/th>(.*?)<\/tr>/.exec(section)?.[1] ?? "";
  expect([...row.matchAll(/>(\d+)</g)].map(([, number]) => Number(number))).toEqual([7, 3, 1, 7, 2, 2]);
  for (const note of [
    "trades was not compared to the end: it had made as many calls of AWS as one run may.",
    "./registrar undo 20261120T073000Z-0a1b2c --stage prod",
    "1 partition without data are left, because of the cap of one day.",
    "s3://lake/x/: Glue has s3://lake/y/",
  ]) {
    expect(page.replace(/<[^>]+>/g, "")).toContain(note);
  }
});

test("a record of last week says that the schedule does not run", () => {
  const ended = new Date(Date.parse(document.asOf) - 7 * 86_400_000).toISOString();
  expect(pageOf({ ...record, ended }).replace(/<[^>]+>/g, "")).toContain("the schedule does not run");
  expect(pageOf(record)).not.toContain("the schedule does not run");
});

test("names from outside are no markup", () => {
  const page = pageOf({ ...record, repaired: { ...record.repaired, lines: ["<script>x</script>"] } });
  expect(page).not.toContain("<script>");
});

test("records are read for datasets that are registered; what cannot be read is told, and the others are read", async () => {
  const records = new MemoryRecords();
  records.put(driftKey("prod", "trades"), driftText(record));
  records.put(driftKey("prod", "bars_5m"), '{"version":9}');
  const drift = await readDrift(datasets, { stage: "prod", bucket: "lake" }, records, () => never);
  expect(drift.records).toEqual([record]);
  expect(drift.problems).toEqual([expect.stringMatching(/^the drift of bars_5m is not known: .* version 9/)]);
});

test("a record without its counts is refused", () => {
  const text = driftText({ ...record, counts: null as unknown as DriftRecord["counts"] });
  expect(() => parseDriftRecord(text, "key")).toThrow("key is not what was written");
});
