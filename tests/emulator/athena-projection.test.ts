import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { VirtualClock } from "../../emulator/index.ts";
import { createLake, type Lake, linesOf } from "./athena-lake.ts";

let lake: Lake;
let clock: VirtualClock;

beforeEach(async () => {
  clock = new VirtualClock(Date.UTC(2026, 10, 20, 14, 30));
  lake = await createLake(clock);
});

afterEach(() => lake.close());

const lines = async (sql: string) => linesOf(await lake.query(sql));

const ENABLED = { "projection.enabled": "true" };
const DAYS = {
  ...ENABLED,
  "projection.day.type": "date",
  "projection.day.format": "yyyy-MM-dd",
  "projection.day.range": "2026-11-18,NOW",
};

const HOURS = { "projection.day.interval": "1", "projection.day.interval.unit": "HOURS" };

/** As a template writes it: ${day} */
const variable = (key: string) => `$\{${key}}`;

const rows = (n: number) => `SELECT ${n}::INTEGER AS n`;

describe("days", () => {
  beforeEach(async () => {
    for (const day of [17, 18, 19, 20, 21]) await lake.write(`bars/day=2026-11-${day}/1.parquet`, rows(day));
    await lake.write("bars/day=2026-11-31/1.parquet", rows(31));
    await lake.write("bars/day=2026-11-19/_draft/1.parquet", rows(0));
    await lake.write("bars/1.parquet", rows(0));
  });

  const bars = (parameters: Record<string, string>, type = "string") =>
    lake.table("bars", { n: "int" }, { keys: { day: type }, parameters: { ...DAYS, ...parameters } });

  test.each([
    ["2026-11-18,NOW", ["18", "19", "20"]],
    ["2026-11-18,NOW+1DAYS", ["18", "19", "20", "21"]],
    ["NOW-3DAYS,NOW-1DAY", ["17", "18", "19"]],
    ["NOW-15HOURS,NOW+10HOURS", ["19", "20", "21"]],
    ["NOW-1MONTHS, 2026-11-18", ["17", "18"]],
    ["2027-01-01,2027-12-31", []],
  ])("are those from and to %s", async (range, expected) => {
    bars({ "projection.day.range": range });
    expect(await lines("SELECT n FROM bars ORDER BY n")).toEqual(expected);
  });

  test("may be every other", async () => {
    bars({ "projection.day.interval": "2", "projection.day.interval.unit": "DAYS" });
    expect(await lines("SELECT day, n FROM bars ORDER BY day")).toEqual(["2026-11-18|18", "2026-11-20|20"]);
  });

  test.each([
    ["yyyyMMdd", "s3://lake/bars/", "20261120"],
    ["yyyy/MM/dd", "s3://lake/bars/", "2026/11/20"],
    ["yyyy.MM.dd", "s3://lake/bars/at-", "2026.11.20"],
    ["yyyy-MM-dd-HH", "s3://lake/bars/", "2026-11-20-14"],
    ["yyyy/MM/dd/HH", "s3://lake/bars/at-", "2026/11/20/14"],
  ])("may be written %s, as the template of their folders has them", async (format, before, day) => {
    await lake.write(`${before.slice("s3://lake/".length)}${day}/1.parquet`, rows(1));
    await lake.write(`${before.slice("s3://lake/".length)}${day.replace("11", "13")}/1.parquet`, rows(2));
    bars({
      ...(format.endsWith("HH") ? HOURS : {}),
      "projection.day.format": format,
      "projection.day.range": `${day},NOW`,
      "storage.location.template": `${before}${variable("day")}/`,
    });
    expect(await lines(`SELECT day, n FROM bars WHERE day = '${day}'`)).toEqual([`${day}|1`]);
    expect(await lines("SELECT count(*) FROM bars")).toEqual(["1"]);
  });

  test.each([
    ["2026112013,NOW", "1", ["2026112013", "2026112014"]],
    ["2026112012,NOW+3HOURS", "2", ["2026112014"]],
  ])("may be hours, from and to %s, every %s", async (range, interval, expected) => {
    for (const hour of ["2026112013", "2026112014", "2026112015", "2026112024"])
      await lake.write(`bars/day=${hour}/1.parquet`, rows(1));
    const format = { "projection.day.format": "yyyyMMddHH" };
    bars({ ...HOURS, ...format, "projection.day.range": range, "projection.day.interval": interval });
    expect(await lines("SELECT day FROM bars ORDER BY 1")).toEqual(expected);
  });

  test("begin with the clock of the emulator", async () => {
    bars({});
    expect(await lines("SELECT max(day), current_date FROM bars")).toEqual(["2026-11-20|2026-11-20"]);
    await clock.advance(86_400_000);
    expect(await lines("SELECT max(day), current_date FROM bars")).toEqual(["2026-11-21|2026-11-21"]);
  });

  test("are read without asking for registered partitions, which do nothing", async () => {
    bars({});
    await lake.write("elsewhere/1.parquet", rows(99));
    lake.partition("bars", ["2026-11-19"], "s3://lake/elsewhere/");
    lake.partition("bars", ["2026-11-17"], "s3://lake/bars/day=2026-11-17/");
    expect(await lines("SELECT n FROM bars ORDER BY n")).toEqual(["18", "19", "20"]);
  });

  test("that nobody wants are not scanned", async () => {
    bars({}, "date");
    const { scannedBytes: all } = await lake.query("SELECT n FROM bars");
    const one = await lake.query("SELECT n FROM bars WHERE day = DATE '2026-11-19'");
    expect(linesOf(one)).toEqual(["19"]);
    expect(one.scannedBytes).toBe(all / 3);
  });

  test("of an object written later are seen by the next query", async () => {
    bars({});
    expect(await lines("SELECT count(*) FROM bars")).toEqual(["3"]);
    await lake.write("bars/day=2026-11-20/2.parquet", rows(1));
    expect(await lines("SELECT count(*) FROM bars")).toEqual(["4"]);
  });
});

describe("other keys", () => {
  const ticks = (parameters: Record<string, string>, keys: Record<string, string> = { symbol: "string" }) =>
    lake.table("ticks", { n: "int" }, { keys, parameters: { ...ENABLED, ...parameters } });

  test("are enumerated, blanks included", async () => {
    await lake.write("ticks/symbol=AAPL/1.parquet", rows(1));
    await lake.write("ticks/symbol=MSFT/1.parquet", rows(2));
    await lake.write("ticks/symbol=IBM/1.parquet", rows(3));
    ticks({ "projection.symbol.type": " Enum ", "projection.symbol.values": "AAPL,MSFT, IBM" });
    expect(await lines("SELECT symbol, n FROM ticks ORDER BY n")).toEqual(["AAPL|1", "MSFT|2"]);
  });

  test("are whole numbers of a range, with as many digits", async () => {
    for (const [shard, n] of [
      ["000", 0],
      ["005", 5],
      ["10", 10],
      ["010", 11],
      ["011", 12],
    ] as const)
      await lake.write(`ticks/shard=${shard}/1.parquet`, rows(n));
    ticks(
      {
        "projection.shard.type": "integer",
        "projection.shard.range": "0,10",
        "projection.shard.interval": "5",
        "projection.shard.digits": "3",
      },
      { shard: "int" },
    );
    expect(await lines("SELECT shard, n FROM ticks ORDER BY n")).toEqual(["0|0", "5|5", "10|11"]);
  });

  describe("are injected by the query", () => {
    beforeEach(async () => {
      await lake.write("ticks/day=2026-11-19/symbol=AAPL/1.parquet", rows(1));
      await lake.write("ticks/day=2026-11-19/symbol=MSFT/1.parquet", rows(2));
      await lake.write("ticks/day=2026-11-20/symbol=AAPL/1.parquet", rows(3));
      ticks({ ...DAYS, "projection.symbol.type": "injected" }, { day: "string", symbol: "string" });
    });

    test.each([
      ["symbol = 'AAPL'", ["1", "3"]],
      ["'AAPL' = symbol AND day = '2026-11-20'", ["3"]],
      ["t.symbol IN ('AAPL', 'MSFT')", ["1", "2", "3"]],
      ["(symbol = 'MSFT' OR symbol = 'IBM')", ["2"]],
      ["symbol = upper('aapl') AND n > 1", ["3"]],
      ["symbol = 'IBM'", []],
    ])("where it says %s", async (condition, expected) => {
      expect(await lines(`SELECT n FROM ticks t WHERE ${condition} ORDER BY n`)).toEqual(expected);
    });

    test.each([
      "day = '2026-11-20'",
      "symbol > 'A'",
      "symbol <> 'AAPL'",
      "symbol NOT IN ('AAPL')",
      "symbol = day",
      "symbol = 'AAPL' OR n = 1",
      "upper(symbol) = 'AAPL'",
      "symbol IN (SELECT 'AAPL')",
    ])("and not where it says %s", async (condition) => {
      await expect(lake.query(`SELECT n FROM ticks t WHERE ${condition}`)).rejects.toThrow(
        /^CONSTRAINT_VIOLATION: For the injected projected partition column symbol, the WHERE clause must contain only static equality conditions/,
      );
    });
  });

  test("lie where the template says", async () => {
    await lake.write("data/v2/AAPL/on/2026-11-19/1.parquet", rows(1));
    await lake.write("ticks/day=2026-11-19/symbol=AAPL/1.parquet", rows(2));
    ticks(
      {
        ...DAYS,
        "projection.symbol.type": "enum",
        "projection.symbol.values": "AAPL",
        "storage.location.template": `s3://lake/data/v2/${variable("symbol")}/on/${variable("day")}/`,
      },
      { day: "string", symbol: "string" },
    );
    expect(await lines("SELECT day, symbol, n FROM ticks")).toEqual(["2026-11-19|AAPL|1"]);
  });
});

describe("a projection that is wrong, or not supported here,", () => {
  test.each<[Record<string, string>, RegExp]>([
    [{ "projection.day.type": "" }, /^INVALID_TABLE_PROPERTY: .*there is no projection type/],
    [{ "projection.day.type": "regex" }, /^INVALID_TABLE_PROPERTY: .*there is no projection type regex/],
    [{ "projection.day.range": "yesterday,NOW" }, /^INVALID_TABLE_PROPERTY: .*range and interval/],
    [{ "projection.day.range": "2026-02-30,NOW" }, /^INVALID_TABLE_PROPERTY: .*range and interval/],
    [{ "projection.day.interval": "0" }, /^INVALID_TABLE_PROPERTY: .*range and interval/],
    [
      { "projection.day.format": "dd/MM/yyyy" },
      /^NOT_SUPPORTED: db\.bars: the date format dd\/MM\/yyyy of day/,
    ],
    [{ "projection.day.format": "yyyyMMddHH" }, /^INVALID_TABLE_PROPERTY: .*interval.unit is missing/],
    [{ "projection.day.interval.unit": "HOURS" }, /^NOT_SUPPORTED: db\.bars: the interval unit HOURS of day/],
    [{ "projection.day.interval.unit": "WEEKS" }, /^NOT_SUPPORTED: db\.bars: the interval unit WEEKS of day/],
    [
      { "storage.location.template": "s3://lake/x/" },
      /^NOT_SUPPORTED: db\.bars: the storage\.location\.template/,
    ],
    [
      { "storage.location.template": `s3://lake/${variable("day")}` },
      /^NOT_SUPPORTED: .*storage\.location\.template/,
    ],
  ])("is refused by name: %j", async (parameters, message) => {
    lake.table("bars", { n: "int" }, { keys: { day: "string" }, parameters: { ...DAYS, ...parameters } });
    await expect(lake.query("SELECT * FROM bars")).rejects.toThrow(message);
  });

  test("is refused by name for a key without one, and so is $partitions", async () => {
    lake.table("bars", { n: "int" }, { keys: { day: "string", symbol: "string" }, parameters: DAYS });
    await expect(lake.query("SELECT * FROM bars")).rejects.toThrow(
      /^INVALID_TABLE_PROPERTY: .* missing projection configuration: \[symbol\]$/,
    );
    await expect(lake.query('SELECT * FROM "bars$partitions"')).rejects.toThrow(
      /^NOT_SUPPORTED: .*\$partitions/,
    );
  });
});
