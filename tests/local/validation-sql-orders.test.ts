/** Rows of a table that knows no market: each promise, broken and kept, by the SQL that Athena is asked. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { withCheckedRules } from "../../deploy/rules/checked-rules.ts";
import { scansOf } from "../../emulator/sql.ts";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import type { CheckFinding } from "../../shared/quality/finding.ts";
import { drillDowns } from "../../shared/quality/rows/drill-down.ts";
import { rowScan } from "../../shared/quality/rows/scan.ts";
import type { RowRule } from "../../shared/quality/rules/rule.ts";
import type { Lake } from "../emulator/athena-lake.ts";
import { clicks, orders } from "../fixtures/orders.ts";
import { asking, createJudgedLake, history, troubles } from "./validation-sql-market.ts";

const CLEAN = ["2026-02-01", "2026-02-07", "2026-03-08"];

/** A column has another value in the order with this number. */
const instead = (column: string, value: string, number = 50) =>
  `SELECT * REPLACE (CASE WHEN n = ${number} THEN ${value} ELSE ${column} END AS ${column}) FROM good`;

/** What is wrong, the orders with it, what the checks make of it, and a part of a message. */
const DEFECTS: readonly (readonly [string, string, Readonly<Record<string, string>>, string])[] = [
  [
    "an id is NULL",
    instead("order_id", "NULL"),
    { "null.key": "fail" },
    "1 of 240 rows have no order_id or no placed_at",
  ],
  [
    "an order is there twice",
    "FROM good UNION ALL FROM good WHERE n = 50",
    { "unique.key": "fail" },
    "1 of 241 rows repeat the order_id of another",
  ],
  [
    "ids are NULL, ids are there twice and amounts are no numbers",
    `SELECT * REPLACE (CASE WHEN n < 3 THEN NULL WHEN n < 9 THEN 'o-7' ELSE order_id END AS order_id,
      CASE WHEN n % 2 = 0 THEN 'NaN'::DOUBLE ELSE amount END AS amount) FROM good`,
    { "null.key": "fail", "unique.key": "fail", "value.range": "fail" },
    "5 of 240 rows repeat the order_id of another",
  ],
  [
    "an amount is not a number",
    instead("amount", "'NaN'::DOUBLE"),
    { "value.range": "fail" },
    "1 of 240 rows have a value of amount or pieces out of its range",
  ],
  [
    "an amount is infinite",
    instead("amount", "'Infinity'::DOUBLE"),
    { "value.range": "fail" },
    "1 of 240 rows",
  ],
  [
    "an amount is minus infinity",
    instead("amount", "'-Infinity'::DOUBLE"),
    { "value.range": "fail" },
    "1 of 240 rows",
  ],
  ["an amount is negative", instead("amount", "-0.01"), { "value.range": "fail" }, "1 of 240 rows"],
  ["an order has no pieces", instead("pieces", "0"), { "value.range": "fail" }, "1 of 240 rows"],
  ["an order has too many pieces", instead("pieces", "1001"), { "value.range": "fail" }, "1 of 240 rows"],
  [
    "an amount is NULL",
    instead("amount", "NULL"),
    {},
    "0 of 240 rows have a value of amount or pieces out of its range",
  ],
  [
    "a state is misspelt",
    instead("state", "'payed'"),
    { "value.accepted": "fail" },
    "1 of 240 rows have a value of state or channel that is not accepted",
  ],
  ["a channel is unknown", instead("channel", "9"), { "value.accepted": "fail" }, "1 of 240 rows"],
  [
    "a state is NULL",
    instead("state", "NULL"),
    { "null.required": "fail" },
    "1 of 240 rows have NULL in state or customer",
  ],
  [
    "a customer is NULL",
    instead("customer", "NULL"),
    { "null.required": "fail" },
    "1 of 240 rows have NULL in state",
  ],
  ["a time is NULL", instead("placed_at", "NULL"), { "null.key": "fail" }, "1 of 240 rows have no order_id"],
  [
    "an order is of the day before",
    instead("placed_at", "placed_at - INTERVAL 1 DAY"),
    { "day.misfiled": "fail" },
    "1 of 240 rows are of another day than their partition",
  ],
  [
    "the last hour is missing",
    "FROM good WHERE n < 230",
    { "freshness.event": "fail" },
    "66 minutes short of 00:00:00 UTC",
  ],
  [
    "most orders are missing",
    "FROM good WHERE n % 4 = 0 OR n = 239",
    { "complete.rows": "fail" },
    "61 rows; the median of 20 days before it is 240",
  ],
  [
    "there are twice as many",
    "FROM good UNION ALL SELECT * REPLACE (order_id || 'b' AS order_id) FROM good",
    { "complete.rows": "fail" },
    "480 rows",
  ],
];

const dayOfDefect = (index: number) =>
  calendarNamed("daily").sessionsBetween("2026-04-01", "2026-05-31")[index]!.day;

const session = (day: string) => {
  const one = calendarNamed("daily").session(day)!;
  return { session: one, until: one.close };
};

const scan = (dataset: typeof orders, days: readonly string[], rows = 240) =>
  rowScan(dataset, "prod", days.map(session), { history: history(dataset, rows) }).queries[0]!;

/** 240 orders of a day, six minutes apart. */
const orderedOn = (day: string, defect: string) => `WITH good AS (
  SELECT n, 'o-' || n AS order_id, 'c-' || n % 7 AS customer, (1.5 * n)::DOUBLE AS amount, (1 + n % 9)::BIGINT AS pieces,
    CASE WHEN n % 3 = 0 THEN 'paid' ELSE 'new' END AS state, (1 + n % 2)::INTEGER AS channel,
    TIMESTAMP '${day} 00:00:00' + INTERVAL (6 * n) MINUTE AS placed_at
  FROM range(240) AS counter(n)
) SELECT * EXCLUDE (n) REPLACE (amount::DOUBLE AS amount, pieces::BIGINT AS pieces, channel::INTEGER AS channel)
  FROM (${defect})`;

let lake: Lake;
let findings: readonly CheckFinding[];

const ask = async (query: ReturnType<typeof scan>) => query.read(await asking(lake)(query));

async function write({ table }: typeof orders, values: readonly string[], select: string): Promise<void> {
  const folder = `${table}/${values.join("/")}/`;
  await lake.write(`${folder}part-0`, select);
  lake.partition(table, [...values], `s3://lake/${folder}`);
}

beforeAll(async () => {
  lake = await createJudgedLake();
  for (const { table, columns, keys } of [orders, clicks]) {
    const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
    lake.table(table, types, { keys: Object.fromEntries(keys.map(({ name }) => [name, "string"])) });
  }
  for (const day of CLEAN) await write(orders, [day], orderedOn(day, "FROM good"));
  for (const [index, [, select]] of DEFECTS.entries()) {
    await write(orders, [dayOfDefect(index)], orderedOn(dayOfDefect(index), select));
  }
  ({ findings } = await ask(scan(orders, [...CLEAN, ...DEFECTS.map((_, index) => dayOfDefect(index))])));
}, 120_000);

afterAll(() => lake.close());

describe("orders", () => {
  test.each(CLEAN)("are sound on %s", (day) => {
    const own = findings.filter((finding) => finding.day === day);
    expect(troubles(orders, own)).toEqual({});
    expect(own.map(({ check }) => check)).toEqual([
      "freshness.event",
      "complete.rows",
      "unique.key",
      "null.key",
      "null.required",
      "day.misfiled",
      "value.accepted",
      "value.range",
    ]);
  });

  test.each(DEFECTS.map(([name, , outcomes, words], index) => [name, outcomes, words, index] as const))(
    "are found wrong when %s",
    (_, outcomes, words, index) => {
      const own = findings.filter((finding) => finding.day === dayOfDefect(index));
      expect(troubles(orders, own)).toEqual(outcomes);
      expect(own.map(({ message }) => message).join("\n")).toContain(words);
    },
  );

  test("are scanned once, for all checks and days", async () => {
    const scans = await scansOf(scan(orders, CLEAN).sql, lake.glue, "db");
    expect([...scans]).toEqual([["db.orders", 1]]);
  });

  test("that are wrong are looked up by their key, with what the check read", async () => {
    const samplesOf = async (name: string, check: string) => {
      const day = dayOfDefect(DEFECTS.findIndex(([one]) => one === name));
      const failed = findings.filter((finding) => finding.day === day && finding.check === check);
      const [query] = drillDowns(orders, "prod", [session(day)], failed);
      const [found] = (await ask(query!)).findings;
      return found !== undefined && "samples" in found ? found.samples : [];
    };
    expect(await samplesOf("an order is there twice", "unique.key")).toEqual([
      { order_id: "o-50", copies: 2 },
    ]);
    expect(await samplesOf("a state is misspelt", "value.accepted")).toEqual([
      { order_id: "o-50", placed_at: expect.any(String), state: "payed", channel: 1 },
    ]);
    expect(await samplesOf("an amount is not a number", "value.range")).toEqual([
      { order_id: "o-50", placed_at: expect.any(String), amount: "NaN", pieces: 6 },
    ]);
  });
});

describe("rules of one's own", () => {
  const day = "2026-06-01";
  const rules: readonly RowRule[] = [
    { name: "paid_without_amount", where: "state = 'paid'", wrong: "amount IS NULL OR is_nan(amount)" },
    { name: "many_pieces_at_night", wrong: "hour(placed_at) < 6 AND pieces > 100" },
    { name: "dear", wrong: "amount / pieces > 400.5" },
    { name: "id_form", wrong: "NOT regexp_like(order_id, '^o-[0-9]+$')", warn: 0, fail: 2 },
    { name: "never", wrong: "amount < 0 AND amount > 0" },
  ];

  test("find the rows of which they are true, and pass those of which they are NULL", async () => {
    const [ruled] = await withCheckedRules([{ ...orders, quality: { ...orders.quality!, rules } }]);
    const defects = `SELECT * REPLACE (
      CASE WHEN n IN (3, 6) THEN NULL WHEN n = 9 THEN 'NaN'::DOUBLE WHEN n = 50 THEN 9999 WHEN n = 10 THEN NULL ELSE amount END AS amount,
      CASE WHEN n IN (5, 70) THEN 500 ELSE pieces END AS pieces,
      CASE WHEN n IN (20, 21) THEN 'x' || n WHEN n = 22 THEN NULL ELSE order_id END AS order_id) FROM good`;
    await write(orders, [day], orderedOn(day, defects));
    await write(orders, ["2026-06-02"], orderedOn("2026-06-02", "FROM good"));
    const query = scan(ruled!, [day, "2026-06-02"]);
    const answered = (await ask(query)).findings.filter(({ check }) => check.startsWith("rule."));
    const valuesOf = (on: string) =>
      answered.flatMap((one) => ("value" in one && one.day === on ? [[one.check, one.value] as const] : []));
    expect(valuesOf(day)).toEqual([
      ["rule.paid_without_amount", 3],
      ["rule.many_pieces_at_night", 1],
      ["rule.dear", 1],
      ["rule.id_form", 2],
      ["rule.never", 0],
    ]);
    expect(valuesOf("2026-06-02").map(([, value]) => value)).toEqual([0, 0, 0, 0, 0]);
    expect(answered[0]!.message).toBe("3 of 80 rows in question are wrong by the rule paid_without_amount");
    expect([...(await scansOf(query.sql, lake.glue, "db"))]).toEqual([["db.orders", 1]]);
    const failed = answered.filter(
      (one) => one.day === day && troubles(ruled!, [one])[one.check] !== undefined,
    );
    expect(troubles(ruled!, failed)).toMatchObject({ "rule.dear": "fail", "rule.id_form": "warn" });
    const queries = drillDowns(ruled!, "prod", [session(day)], failed);
    const found = await Promise.all(queries.map(async (one) => (await ask(one)).findings[0]));
    expect(found.map((one) => one !== undefined && "samples" in one && one.samples)).toMatchObject([
      [
        { order_id: "o-3", state: "paid", amount: null },
        { order_id: "o-6", state: "paid", amount: null },
        { order_id: "o-9", state: "paid", amount: "NaN" },
      ],
      [{ order_id: "o-5", placed_at: "2026-06-01T00:30:00.000", pieces: 500 }],
      [{ order_id: "o-50", amount: 9999, pieces: 6 }],
      [{ order_id: "x20" }, { order_id: "x21" }],
    ]);
  });
});

describe("rules of every sort that the grammar has", () => {
  /** Each rule, the column of one order that breaks it, and the value there. */
  const PLANTED: readonly (readonly [
    name: string,
    wrong: string,
    number: number,
    column: string,
    value: string,
  ])[] = [
    [
      "by_state",
      "CASE state WHEN 'paid' THEN amount < 0 WHEN 'new' THEN amount > 1000 ELSE TRUE END",
      50,
      "state",
      "'lost'",
    ],
    ["by_channel", "CASE WHEN channel = 1 THEN pieces > 99 WHEN pieces < 1 THEN TRUE END", 51, "pieces", "0"],
    ["id_number", "coalesce(TRY_CAST(substr(order_id, 3) AS integer), 9999) > 5000", 60, "order_id", "'o-x'"],
    ["id_digits", "length(regexp_extract(order_id, '^o-([0-9]+)$', 1)) > 3", 61, "order_id", "'o-1234'"],
    ["customer_form", "customer NOT LIKE 'c-_' OR customer LIKE '%!_%' ESCAPE '!'", 70, "customer", "'c-77'"],
    ["cents", "CAST(amount AS decimal(10,2)) * 2 <> CAST(amount * 2 AS bigint)", 90, "amount", "12.34"],
    ["of_its_day", "date(placed_at) < CAST(dt AS date)", 80, "placed_at", "placed_at - INTERVAL 1 DAY"],
    [
      "in_its_day",
      "placed_at >= CAST(dt AS timestamp) + INTERVAL '1' DAY",
      81,
      "placed_at",
      "placed_at + INTERVAL 1 DAY",
    ],
    [
      "late_in_hour",
      "date_diff('minute', date_trunc('hour', placed_at), placed_at) NOT BETWEEN 0 AND 54",
      9,
      "placed_at",
      "placed_at + INTERVAL 5 MINUTE",
    ],
  ];
  const ON = ["2026-06-03", "2026-06-04"] as const;
  const rules: readonly RowRule[] = [
    ...PLANTED.map(([name, wrong]) => ({ name, wrong })),
    {
      name: "closed",
      where: "channel IN (1, 2)",
      wrong: "dt = '2026-06-03' AND pieces > 8",
      warn: { share: 0.15 },
      fail: { share: 0.2 },
    },
    { name: "unpriced", where: "state = 'paid'", wrong: "amount IS NULL", fail: { share: 0 } },
  ];

  test("find the one order that breaks each, and none on a day without", async () => {
    const [ruled] = await withCheckedRules([{ ...orders, quality: { ...orders.quality!, rules } }]);
    const columns = [...new Set(PLANTED.map(([, , , column]) => column))].map((column) => {
      const cases = PLANTED.filter(([, , , one]) => one === column).map(
        ([, , number, , value]) => `WHEN n = ${number} THEN ${value}`,
      );
      return `CASE ${cases.join(" ")} ELSE ${column} END AS ${column}`;
    });
    await write(orders, [ON[0]], orderedOn(ON[0], `SELECT * REPLACE (${columns.join(", ")}) FROM good`));
    await write(orders, [ON[1]], orderedOn(ON[1], "FROM good"));
    const answered = (await ask(scan(ruled!, ON))).findings.filter(({ check }) => check.startsWith("rule."));
    const wrongOn = (day: string) =>
      answered.flatMap((one) => ("value" in one && one.day === day ? [[one.check, one.value] as const] : []));
    expect(wrongOn(ON[0])).toEqual([
      ...PLANTED.map(([name]) => [`rule.${name}`, 1]),
      ["rule.closed", 26],
      ["rule.unpriced", 0],
    ]);
    expect(wrongOn(ON[1]).filter(([, value]) => value > 0)).toEqual([]);
    const failed = answered.filter((one) => troubles(ruled!, [one])[one.check] !== undefined);
    expect(failed.map(({ check }) => check)).toEqual(PLANTED.map(([name]) => `rule.${name}`));
    const queries = drillDowns(ruled!, "prod", ON.map(session), failed);
    const shown = await Promise.all(queries.map(async (one) => (await ask(one)).findings[0]));
    expect(shown.map((one) => (one !== undefined && "samples" in one ? one.samples?.length : 0))).toEqual(
      PLANTED.map(() => 1),
    );
  });
});

describe("clicks, whose key has three columns and which promise no time", () => {
  const day = "2026-02-01";
  const clicked = (defect: string) => `WITH good AS (
    SELECT n, 'p-' || n % 5 AS page, (n // 5)::INTEGER AS visit, ['a', 'b'] AS tags FROM range(20) AS counter(n)
  ) SELECT * EXCLUDE (n) FROM (${defect})`;

  test("are told apart by all of them, and a part that is NULL is no repetition", async () => {
    await write(clicks, [day, "eu"], clicked("FROM good"));
    // The same in another Region is another click.
    await write(
      clicks,
      [day, "us"],
      clicked(`SELECT * REPLACE (CASE WHEN n > 17 THEN NULL ELSE page END AS page) FROM good
      UNION ALL FROM good WHERE n = 1 UNION ALL SELECT * REPLACE (NULL AS page, NULL AS tags) FROM good WHERE n IN (1, 2)`),
    );
    const found = (await ask(scan(clicks, [day], 40))).findings;
    expect(troubles(clicks, found)).toEqual({
      "unique.key": "fail",
      "null.key": "fail",
      "null.required": "fail",
    });
    const said = found.map(({ message }) => message).join("\n");
    expect(said).toContain("1 of 43 rows repeat the region and visit and page of another");
    expect(said).toContain("4 of 43 rows have no region or no visit or no page");
    expect(said).toContain("2 of 43 rows have NULL in tags");
    const queries = drillDowns(clicks, "prod", [session(day)], found);
    const samples = await Promise.all(queries.map(async (query) => (await ask(query)).findings[0]));
    expect(samples.map((one) => one?.check)).toEqual(["unique.key", "null.key", "null.required"]);
    expect(samples[0]).toMatchObject({ samples: [{ region: "us", visit: 0, page: "p-1", copies: 2 }] });
    expect(samples[2]).toMatchObject({ samples: [{ region: "us", visit: 0, page: null, tags: null }, {}] });
  });
});

describe("visits, whose values and ranges are declared", () => {
  const visits: typeof clicks = {
    ...clicks,
    name: "visits",
    table: "visits",
    columns: [
      { name: "page", type: "string" },
      { name: "visit", type: "int" },
      { name: "device", type: "string" },
      { name: "seconds", type: "double" },
      { name: "scrolled", type: "decimal(5,2)" },
    ],
    quality: {
      ...clicks.quality!,
      rows: {
        kind: "generic",
        accepted: { device: ["phone", "desk's"], visit: [-1, 0, 1, 2, 3], region: ["eu", "us"] },
        ranges: { seconds: [0, 3600], scrolled: [0, 100], visit: [-1, null] },
      },
    },
  };
  const NOT_ACCEPTED = "have a value of device or visit or region that is not accepted";
  const OUT_OF_RANGE = "have a value of seconds or scrolled or visit out of its range";
  /** What is in a column of one visit, and what is said of it; a value that is sound has nothing said. */
  const VALUES: readonly (readonly [column: string, value: string, check?: string])[] = [
    ["device", "'fridge'", "value.accepted"],
    ["device", "'Phone'", "value.accepted"],
    ["device", "''", "value.accepted"],
    ["device", "'desk''s'"],
    ["device", "NULL"],
    ["visit", "4", "value.accepted"],
    ["visit", "-1"],
    ["seconds", "-0.001", "value.range"],
    ["seconds", "3600.001", "value.range"],
    ["seconds", "'NaN'::DOUBLE", "value.range"],
    ["seconds", "'Infinity'::DOUBLE", "value.range"],
    ["seconds", "0"],
    ["seconds", "3600"],
    ["seconds", "NULL"],
    ["scrolled", "100.01", "value.range"],
    ["scrolled", "-0.01", "value.range"],
    ["scrolled", "100"],
  ];
  const days = VALUES.map((_, index) => `2026-03-${String(index + 1).padStart(2, "0")}`);
  const visited = (column: string, value: string) => `WITH good AS (
    SELECT n, 'p-' || n AS page, (n % 3)::INTEGER AS visit, 'phone' AS device, (1.5 * n)::DOUBLE AS seconds,
      (n / 2)::DECIMAL(5,2) AS scrolled FROM range(20) AS counter(n)
  ) SELECT * EXCLUDE (n) REPLACE (visit::INTEGER AS visit, seconds::DOUBLE AS seconds, scrolled::DECIMAL(5,2) AS scrolled)
    FROM (SELECT * REPLACE (CASE WHEN n = 7 THEN ${value} ELSE ${column} END AS ${column}) FROM good)`;

  test("are found by each wrong value, and by no sound one", async () => {
    lake.table("visits", Object.fromEntries(visits.columns.map(({ name, type }) => [name, type])), {
      keys: { dt: "string", region: "string" },
    });
    for (const [index, [column, value]] of VALUES.entries()) {
      await write(visits, [days[index]!, "eu"], visited(column, value));
    }
    await write(visits, ["2026-03-31", "xx"], visited("visit", "1"));
    const { findings: found } = await ask(scan(visits, [...days, "2026-03-31"], 20));
    const said = days.map((day) =>
      troubles(
        visits,
        found.filter((one) => one.day === day),
      ),
    );
    expect(said).toEqual(VALUES.map(([, , check]) => (check === undefined ? {} : { [check]: "fail" })));
    const messages = found.filter((one) => "value" in one && one.value > 0).map(({ message }) => message);
    expect(new Set(messages)).toEqual(
      new Set([
        `1 of 20 rows ${NOT_ACCEPTED}`,
        `1 of 20 rows ${OUT_OF_RANGE}`,
        `20 of 20 rows ${NOT_ACCEPTED}`,
      ]),
    );
  });
});
