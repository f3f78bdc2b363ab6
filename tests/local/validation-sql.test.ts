import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { scansOf } from "../../emulator/sql.ts";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import type { CheckId } from "../../shared/quality/checks/index.ts";
import type { CheckFinding, MeasuredFinding } from "../../shared/quality/finding.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import type { Coverage } from "../../shared/quality/result.ts";
import { pastQuery } from "../../shared/quality/results/past.ts";
import { RESULT_COLUMNS } from "../../shared/quality/results/table.ts";
import { countedIn } from "../../shared/quality/rows/baseline.ts";
import { drillDowns } from "../../shared/quality/rows/drill-down.ts";
import { rowScan } from "../../shared/quality/rows/scan.ts";
import { instead, OF_BARS, OF_FEATURES, OF_TRADES, type RowDefect } from "./planted-defects.ts";
import {
  bars,
  createMarket,
  features,
  fractionalBars,
  fractionalTrades,
  history,
  type Market,
  rowSession,
  scan,
  trades,
  troubles,
} from "./validation-sql-market.ts";

/** The last day of summer time, the first of winter time, a regular session and a half day. */
const CLEAN = ["2025-10-31", "2025-11-03", "2025-11-26", "2025-11-28"];
const DEFECTIVE = calendarNamed("XNYS")
  .sessionsBetween("2026-01-05", "2026-03-31")
  .map(({ day }) => day);

const ALL: readonly (readonly [DeclaredDataset, readonly RowDefect[]])[] = [
  [bars, OF_BARS],
  [trades, OF_TRADES],
  [features, OF_FEATURES],
];

let market: Market;

beforeAll(async () => {
  market = await createMarket();
  for (const [{ name }, defects] of ALL) {
    const write = { trades: market.trades, bars_5m: market.bars, ml_features_5m: market.features }[name]!;
    for (const day of CLEAN) await write(day);
    for (const [index, [, select]] of defects.entries()) await write(DEFECTIVE[index]!, select);
  }
}, 120_000);

afterAll(() => market.close());

describe.each(ALL.map(([dataset, defects]) => [dataset.name, dataset, defects] as const))(
  "rows of %s",
  (_, dataset, defects) => {
    let findings: readonly CheckFinding[];
    let coverage: readonly Coverage[];

    beforeAll(async () => {
      const days = [...CLEAN, ...DEFECTIVE.slice(0, defects.length)];
      ({ findings, coverage } = await market.ask(scan(dataset, days)));
    });

    test.each(CLEAN)("are sound on %s", (day) => {
      const own = findings.filter((finding) => finding.day === day);
      expect(troubles(dataset, own)).toEqual({});
      expect(own.map(({ check }) => check).sort()).toEqual([...scan(dataset, CLEAN).checks].sort());
      expect(coverage.filter((cell) => cell.day === day)).toEqual(
        [null, "AAPL", "MSFT", "SPY", "BRK.B"].map((symbol) => ({
          dataset: dataset.name,
          day,
          symbol,
          state: "present",
          share: 1,
        })),
      );
    });

    test.each(defects.map(([name, , outcomes, words], index) => [name, outcomes, words, index] as const))(
      "are found when %s",
      (_name, outcomes, words, index) => {
        const own = findings.filter((finding) => finding.day === DEFECTIVE[index]);
        expect(troubles(dataset, own)).toEqual(outcomes);
        expect(own.map(({ message }) => message).join("\n")).toContain(words);
      },
    );

    test("are scanned once, for all checks and sessions", async () => {
      const scans = await scansOf(scan(dataset, CLEAN).sql, market.lake.glue, "db");
      expect([...scans]).toEqual([[`db.${dataset.table}`, 1]]);
    });
  },
);

describe("what failed is looked up:", () => {
  const rowsOf = async (
    dataset: DeclaredDataset,
    defects: readonly RowDefect[],
    name: string,
    check: CheckId,
  ) => {
    const day = DEFECTIVE[defects.findIndex(([one]) => one === name)]!;
    const { findings } = await market.ask(scan(dataset, [day]));
    const failed = findings.filter((finding) => finding.check === check);
    const queries = drillDowns(dataset, "prod", [rowSession(day)], failed);
    expect(queries).toHaveLength(1);
    const [found] = (await market.ask(queries[0]!)).findings;
    return found as MeasuredFinding;
  };
  const at = (day: string, time: string) => ({ symbol: "AAPL", bar_start: `${day}T${time}` });
  const dayOf = (defects: readonly RowDefect[], name: string) =>
    DEFECTIVE[defects.findIndex(([one]) => one === name)]!;

  test("which slots have no bar", async () => {
    const one = await rowsOf(bars, OF_BARS, "a bar is missing", "complete.bars");
    const time = `${dayOf(OF_BARS, "a bar is missing")}T14:35:00.000`;
    expect(one).toEqual({
      check: "complete.gaps",
      day: dayOf(OF_BARS, "a bar is missing"),
      value: 1,
      message: `1 slots of core symbols have no bar; AAPL lacks 1, from ${time} to ${time} UTC`,
      samples: [{ symbol: "AAPL", first_missing: time, last_missing: time, missing: 1 }],
    });
    const late = await rowsOf(bars, OF_BARS, "the last hour is missing", "complete.bars");
    const day = dayOf(OF_BARS, "the last hour is missing");
    expect(late.value).toBe(36);
    expect(late.samples).toEqual(
      ["AAPL", "MSFT", "SPY"].map((symbol) => ({
        symbol,
        first_missing: `${day}T20:00:00.000`,
        last_missing: `${day}T20:55:00.000`,
        missing: 12,
      })),
    );
  });

  test("which keys are there twice", async () => {
    const { samples } = await rowsOf(bars, OF_BARS, "a bar is there twice", "unique.key");
    expect(samples).toEqual([{ ...at(dayOf(OF_BARS, "a bar is there twice"), "17:50:00.000"), copies: 2 }]);
  });

  test("which bars have impossible prices", async () => {
    const { samples } = await rowsOf(bars, OF_BARS, "a close is not a number", "ohlc.invariant");
    const [open, high, low] = [1, 2, 3].map(() => expect.any(Number));
    expect(samples).toEqual([
      { ...at(dayOf(OF_BARS, "a close is not a number"), "17:50:00.000"), open, high, low, close: "NaN" },
    ]);
  });

  test("which rows have no key", async () => {
    const { samples } = await rowsOf(bars, OF_BARS, "a time is NULL", "null.key");
    expect(samples).toEqual([{ symbol: "AAPL", bar_start: null }]);
  });

  test("which trades have impossible sizes", async () => {
    const { samples, message } = await rowsOf(trades, OF_TRADES, "a size is negative", "value.domain");
    const day = dayOf(OF_TRADES, "a size is negative");
    expect(samples).toEqual(
      [
        [401, "52:29"],
        [402, "54:58"],
      ].map(([trade_id, minute]) => ({
        symbol: "AAPL",
        trade_id,
        ts: `${day}T17:${minute}.000`,
        price: expect.any(Number),
        size: -1,
      })),
    );
    expect(message).toContain("2 of 624 rows");
  });

  test("which rows are misfiled", async () => {
    const { samples } = await rowsOf(bars, OF_BARS, "a bar is of the day before", "day.misfiled");
    expect(samples).toEqual([at("2026-01-26", "17:50:00.000")]);
  });

  test("which features are sick", async () => {
    const { samples } = await rowsOf(features, OF_FEATURES, "an RSI is 120", "feature.health");
    expect(samples).toEqual([
      expect.objectContaining({ ...at(dayOf(OF_FEATURES, "an RSI is 120"), "17:50:00.000"), rsi_14: 120 }),
    ]);
    const constant = await rowsOf(features, OF_FEATURES, "a feature is constant", "feature.health");
    expect(constant.samples).toEqual([{ column: "ret_30m", value: 7 }]);
  });
});

describe("a number of shares that is a fraction is held to its domain, too:", () => {
  const days = ["2026-07-07", "2026-07-08", "2026-07-09", "2026-07-10"] as const;
  const [ofTrades, ofBars] = [fractionalTrades, fractionalBars];
  const domainOf = async (dataset: DeclaredDataset, day: string) => {
    const { findings } = await market.ask(scan(dataset, [day]));
    return findings.find(({ check }) => check === "value.domain")!;
  };

  test.each([
    ["NaN", days[0]],
    ["Infinity", days[1]],
    ["-Infinity", days[2]],
  ])("%s is none", async (number, day) => {
    await market.trades(day, instead("size", `'${number}'::DOUBLE`), ofTrades);
    await market.bars(day, instead("trade_count", `'${number}'::DOUBLE`), ofBars);
    expect(await domainOf(ofTrades, day)).toMatchObject({ value: 2 });
    expect(await domainOf(ofBars, day)).toMatchObject({ value: 1 });
  });

  test("half a share is, and no share is in a bar", async () => {
    const day = days[3];
    await market.trades(day, instead("size", "0.5e0"), ofTrades);
    await market.bars(day, instead("volume", "0"), ofBars);
    expect(await domainOf(ofTrades, day)).toMatchObject({ value: 0 });
    expect(await domainOf(ofBars, day)).toMatchObject({ value: 0 });
  });
});

test("a partition without rows is no data for any check, and missing from the coverage", async () => {
  const day = "2026-06-09";
  await market.bars(day, "FROM good WHERE FALSE");
  const query = scan(bars, ["2025-11-26", day]);
  const { findings, coverage } = await market.ask(query);
  const own = findings.filter((finding) => finding.day === day);
  expect(own.map(({ check }) => check)).toEqual(query.checks);
  expect(new Set(own.map((one) => ("reason" in one ? `${one.outcome} ${one.reason}` : "measured")))).toEqual(
    new Set(["no_data no_rows"]),
  );
  expect(
    coverage.filter((cell) => cell.day === day && cell.share === 0 && cell.state === "missing"),
  ).toHaveLength(4);
});

test("an open session is held to the bars that are over", async () => {
  const { session } = rowSession("2026-07-01");
  await market.bars(session.day, "FROM good WHERE slot < 7");
  const until = session.open + 7 * 300_000;
  const look = async (end: number) => {
    const plan = rowScan(bars, "prod", [{ session, until: end }], { history: history(bars, 4) });
    return troubles(bars, (await market.ask(plan.queries[0]!)).findings);
  };
  expect(await look(until)).toEqual({});
  expect(await look(until + 300_000)).toEqual({ "complete.bars": "fail" });
});

test("an open session that went on is held to no more than the bars that are looked at", async () => {
  const { session } = rowSession("2026-07-02");
  await market.bars(session.day);
  const look = async (slots: number, until = session.open + slots * 300_000) => {
    const plan = rowScan(bars, "prod", [{ session, until }], { history: history(bars, 4) });
    const { findings } = await market.ask(plan.queries[0]!);
    expect(troubles(bars, findings)).toEqual({});
    return findings.find(({ check }) => check === "complete.rows")!.message;
  };
  expect(await look(1)).toMatch(/^4 rows, 4 a slot;/);
  expect(await look(3)).toMatch(/^12 rows, 4 a slot;/);
});

test("trades after hours make a session no fuller", async () => {
  const day = "2026-07-06";
  await market.trades(
    day,
    "FROM good UNION ALL SELECT * REPLACE (ts + INTERVAL 7 HOUR AS ts, trade_id + 9 AS trade_id) FROM good WHERE slot < 12",
  );
  const found = (await market.ask(scan(trades, [day]))).findings.find(
    ({ check }) => check === "complete.rows",
  );
  expect(found).toMatchObject({ value: 0, measured: 8 });
});

test("what earlier runs found is read, the latest of each session; what did not fail is a measure", async () => {
  const { lake } = market;
  lake.glue.createDatabase({ Name: "stock_trades_quality" });
  const run = (dataset: string, asOf: string, outcome: string, measured: number | null, suite = "close") =>
    `('${dataset}', 'complete.rows', '${suite}', TIMESTAMP '${asOf}', 'run ${asOf}', '${outcome}', 0.5::DOUBLE, ${measured}::DOUBLE)`;
  const columns = "dataset, check_id, suite, as_of, run_id, outcome, value, measured";
  lake.glue.createTable("stock_trades_quality", {
    Name: "check_results",
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: [{ Name: "day", Type: "string" }],
    StorageDescriptor: {
      ...lake.glue.table("db", "bars_5m").record.StorageDescriptor,
      Columns: RESULT_COLUMNS.filter(({ name }) => columns.split(", ").includes(name)).map(
        ({ name, type }) => ({
          Name: name,
          Type: type,
        }),
      ),
      Location: "s3://lake/check_results/",
    },
  });
  const days: Readonly<Record<string, readonly string[]>> = {
    "2025-11-20": [
      run("bars_5m", "2025-11-20 22:00:00", "fail", 2),
      run("bars_5m", "2025-11-21 09:00:00", "skipped", 13),
      run("trades", "2025-11-20 22:00:00", "warn", 300),
      run("other", "2025-11-20 22:00:00", "pass", 1),
    ],
    "2025-11-21": [
      run("bars_5m", "2025-11-21 22:00:00", "pass", 13),
      run("bars_5m", "2025-11-22 22:00:00", "fail", 4),
      run("trades", "2025-11-21 22:00:00", "pass", 310),
      run("trades", "2025-11-21 23:00:00", "pass", 10, "intraday"),
    ],
    "2025-11-24": [run("bars_5m", "2025-11-24 22:00:00", "no_data", null)],
    "2025-11-26": [run("bars_5m", "2025-11-26 22:00:00", "pass", 13)],
  };
  for (const [day, rows] of Object.entries(days)) {
    const folder = `check_results/day=${day}/`;
    await lake.write(`${folder}run.parquet`, `SELECT * FROM (VALUES ${rows.join(", ")}) AS run(${columns})`);
    const table = lake.glue.table("stock_trades_quality", "check_results");
    lake.glue.createPartition(table, {
      Values: [day],
      StorageDescriptor: { ...table.record.StorageDescriptor, Location: `s3://lake/${folder}` },
    });
  }
  const query = pastQuery("prod", ["bars_5m", "trades"], { from: "2025-11-26", to: "2025-11-26" });
  const past = query.read(await market.run(query));
  expect(past.map(({ dataset, day, outcome }) => `${dataset} ${day} ${outcome}`)).toEqual([
    "bars_5m 2025-11-20 skipped",
    "bars_5m 2025-11-21 fail",
    "bars_5m 2025-11-24 no_data",
    "trades 2025-11-20 warn",
    "trades 2025-11-21 pass",
  ]);
  expect(past[0]).toEqual({
    dataset: "bars_5m",
    checkId: "complete.rows",
    day: "2025-11-20",
    outcome: "skipped",
    value: 0.5,
    measured: 13,
    asOf: "2025-11-21T09:00:00.000Z",
  });
  expect(past[2]).toMatchObject({ measured: null });
  expect(countedIn(past)).toEqual([
    { dataset: "bars_5m", day: "2025-11-20", rowsPerSlot: 13 },
    { dataset: "trades", day: "2025-11-20", rowsPerSlot: 300 },
    { dataset: "trades", day: "2025-11-21", rowsPerSlot: 310 },
  ]);
});
