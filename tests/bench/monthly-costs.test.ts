import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import {
  costRows,
  crawlerOnEvents,
  eagerCrawler,
  hourlyCrawler,
  hourlyRepair,
  inDollars,
  oneByOne,
  registrar,
  SCENARIOS,
  s3Tables,
} from "../../tools/bench/monthly-costs.ts";

const table = { name: "x", objectsADay: 0, newPartitionsADay: 0, partitions: 0, objects: 0 };

test("README's table of costs has the rows that the formulas give, and no others", () => {
  const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
  const [, section = ""] = readme.split("\n## What it costs\n");
  const rows = section.split("\n## ")[0]!.match(/^\| (?!\d+ days).*\$.*\|$/gm);
  expect(rows).toEqual(costRows());
});

test("docs/coming-from.md tells the costs of README's first row, by the same formulas", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/coming-from.md"), "utf8");
  const year = SCENARIOS[0]!;
  const { least, most } = hourlyRepair(year);
  const cells = [...page.matchAll(/^\| \W*([^|*]+?)\W* \|[^|]+\| (\$[^|]+) \|/gm)].map(
    ([, from, dollars]) => [from, dollars],
  );
  expect(cells).toEqual([
    ["a crawler, hourly", inDollars(hourlyCrawler())],
    ["a crawler on S3 events, each 15 minutes", inDollars(crawlerOnEvents())],
    ["MSCK REPAIR TABLE`, hourly", `${inDollars(least)} to ${inDollars(most)}`],
    ["partition projection", "$0"],
    ["AWS SDK for pandas, in the job that writes", inDollars(oneByOne(year))],
    ["a Lambda that creates each partition", inDollars(oneByOne(year))],
    ["this registrar", inDollars(registrar(year))],
  ]);
  expect(page).toContain(`${inDollars(s3Tables(year))} a month for its objects`);
});

test("an idle queue costs its polls, and an object a send, a tenth of a receive and of a delete, a batch and four calls", () => {
  const idle = registrar(table);
  expect(idle).toBeCloseTo(0.648 * 0.4);
  const million = registrar({ ...table, objectsADay: 1e6 / 30 }) - idle;
  expect(million).toBeCloseTo(1.2 * 0.4 + 0.2 + 0.05 * 13.3334 + 4);
});

test("no more batches are billed than there are seconds, however many objects come", () => {
  const [some, more] = [1e6, 2e6].map((objectsADay) => registrar({ ...table, objectsADay }));
  expect(more! - some!).toBeCloseTo(30 * 1.2 * 0.4);
});

test("a crawler that runs each hour is billed ten minutes a run, at least", () => {
  expect(hourlyCrawler()).toBeCloseTo(720 * 0.44 * (1 / 6));
});

test("a crawler that runs after each write is never billed for more than the month has", () => {
  expect(eagerCrawler({ ...table, newPartitionsADay: 1 })).toBeCloseTo(30 * 0.44 * (1 / 6));
  expect(eagerCrawler({ ...table, newPartitionsADay: 1e6 })).toBeCloseTo(720 * 0.44);
});

test("a repair lists a thousand objects a request at best, and a partition a request at worst", () => {
  const { least, most } = hourlyRepair({ ...table, partitions: 1000, objects: 5000, newPartitionsADay: 100 });
  const glue = (720 + 30) / 1e6;
  expect(least).toBeCloseTo((720 * 5 * 5) / 1e6 + glue);
  expect(most).toBeCloseTo((720 * 1000 * 5) / 1e6 + glue);
});

test("sums are told in cents below ten dollars, and in whole dollars above", () => {
  expect([0.318, 9.994, 52.8, 3604.2].map(inDollars)).toEqual(["$0.32", "$9.99", "$53", "$3,604"]);
});

test("a table holds no fewer objects than partitions, and no fewer than a day brings", () => {
  for (const { objects, partitions, objectsADay, newPartitionsADay } of SCENARIOS) {
    expect(objects).toBeGreaterThanOrEqual(partitions);
    expect(partitions).toBeGreaterThanOrEqual(newPartitionsADay);
    expect(objectsADay).toBeGreaterThanOrEqual(newPartitionsADay);
  }
});
