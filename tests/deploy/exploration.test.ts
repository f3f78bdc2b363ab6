import { describe, expect, test } from "@jest/globals";
import { namedQueriesOf } from "../../deploy/exploration/named-queries.ts";
import { trinoType } from "../../deploy/exploration/view-definition.ts";
import { viewsOf } from "../../deploy/exploration/views.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { datasets } from "../fixtures/datasets.ts";

describe("a column's type, as Athena compares it with a view's query", () => {
  test.each([
    ["string", "varchar"],
    ["int", "integer"],
    ["bigint", "bigint"],
    ["float", "real"],
    ["binary", "varbinary"],
    ["timestamp", "timestamp(3)"],
    ["decimal(18,4)", "decimal(18,4)"],
    ["varchar(12)", "varchar(12)"],
    ["array<string>", "array(varchar)"],
    ["map<string,array<float>>", "map(varchar, array(real))"],
    ["struct<bid:float,at:struct<t:timestamp>>", "row(bid real, at row(t timestamp(3)))"],
  ])("%s is %s", (hive, trino) => {
    expect(trinoType(hive)).toBe(trino);
  });
});

const names = (of: readonly Dataset[], stage = "prod") =>
  viewsOf(of, stage).map(({ database, name }) => `${database}.${name}`);

describe("views", () => {
  test("follow from the datasets", () => {
    expect(names(datasets)).toEqual([
      "stock_trades_raw.trades_latest_session",
      "stock_trades_raw.trades_last_5_sessions",
      "stock_trades_curated.bars_5m_latest_session",
      "stock_trades_curated.bars_5m_last_5_sessions",
      "stock_trades_curated.ml_features_5m_latest_session",
      "stock_trades_curated.ml_features_5m_last_5_sessions",
      "stock_trades_quality.ready_sessions",
      "stock_trades_quality.session_history",
      "stock_trades_quality.partition_calendar",
      "stock_trades_quality.data_volume",
    ]);
  });

  test("are not there for tables whose columns or partitions nobody lists", () => {
    const [trades] = datasets as [Dataset];
    expect(names([{ ...trades, strategy: "project" }])).toEqual([]);
    expect(names([{ ...trades, strategy: "crawl" }])).toEqual([]);
    expect(names([{ ...trades, columns: [] }])).toEqual([]);
    expect(names([{ ...trades, keys: [{ name: "region", kind: "text" }] }])).toEqual([]);
  });

  test("read their own stage alone", () => {
    const mentioned = viewsOf(datasets, "dev").flatMap(({ sql }) => sql.match(/"stock_trades_\w+"/g) ?? []);
    expect(mentioned.filter((name) => !name.endsWith('_dev"'))).toEqual([]);
  });
});

test("the newest sessions of a table whose keys tell hours are all hours of as many days", () => {
  const [trades] = datasets as [DeclaredDataset];
  const hourly: DeclaredDataset = { ...trades, keys: [{ name: "hour", kind: "day", format: "yyyyMMddHH" }] };
  const day = `substr("hour", 1, 4) || '-' || substr("hour", 5, 2) || '-' || substr("hour", 7, 2)`;
  const partitions = `FROM "stock_trades_raw"."trades$partitions"`;
  const where = (sessions: number) => `WHERE "hour" IN (
  SELECT "hour" ${partitions}
  WHERE ${day} IN (SELECT ${day} ${partitions} GROUP BY 1 ORDER BY 1 DESC LIMIT ${sessions})
)`;
  const [latest, last] = viewsOf([hourly], "prod");
  expect(latest!.sql).toContain(where(1));
  expect(last!.sql).toContain(where(5));
  const files = namedQueriesOf([hourly], "prod").find(({ name }) => name.includes("files of"));
  expect(files!.sql).toContain(where(1));
});

test("named queries have names of their own, of 128 characters at most", () => {
  const all = namedQueriesOf(datasets, "prod").map(({ name }) => name);
  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((name) => name.length > 128)).toEqual([]);
});
