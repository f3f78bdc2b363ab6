import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { validateQuality } from "../../deploy/declarations/quality-rules.ts";
import { type Look, look, portsOf } from "../../local/demo/validation.ts";
import type { BarRows } from "../../shared/quality/kinds/bars.ts";
import type { DeclaredDataset, Quality } from "../../shared/quality/quality.ts";
import type { RunDocument } from "../../shared/quality/result.ts";
import { isValidated } from "../../shared/quality/snapshot.ts";
import { type ValidationPorts, validate } from "../../shared/quality/validate.ts";
import type { ValidationRequest } from "../../shared/quality/validation-request.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { datasets } from "../fixtures/datasets.ts";
import { openMarket, troublesIn, type ValidatedMarket, WEDNESDAY } from "./validated-market.ts";

const DAY = { from: WEDNESDAY.day, to: WEDNESDAY.day };
const EVENING = "2025-11-26T23:00:00Z";

let market: ValidatedMarket;

beforeAll(async () => {
  market = await openMarket();
  await market.arrive([WEDNESDAY]);
});

afterAll(() => market.close());

let runs = 0;
const run = (wanted: Partial<Look>) =>
  look(market.platform, { asOf: EVENING, days: DAY, runId: `run ${++runs}`, ...wanted });

/** Those of shared/datasets.ts, but that the bars promise something else. */
const withBars = (change: Partial<Quality>): readonly DeclaredDataset[] =>
  datasets.map((one) => (one.name === "bars_5m" ? { ...one, quality: { ...one.quality!, ...change } } : one));
const rowsOfBars = datasets.find(({ name }) => name === "bars_5m")!.quality!.rows as BarRows;

const promised = (...names: readonly string[]) =>
  datasets.filter(isValidated).filter(({ name }) => names.length === 0 || names.includes(name));

/** As `run`, with what only the request can say. */
async function ask(
  change: Partial<ValidationRequest>,
  ports = portsOf(market.platform),
): Promise<RunDocument> {
  const { bucket, stage } = market.platform;
  const request: ValidationRequest = {
    stage,
    bucket,
    suite: "close",
    runId: `run ${++runs}`,
    asOf: Date.parse(EVENING),
    days: DAY,
    datasets: promised(),
    all: datasets,
    mostBytes: 1e9,
    ...change,
  };
  return (await validate(request, ports, new AbortController().signal)).document;
}

/** What did not pass, but for the checks that one session is too little for. */
const troubles = ({ results }: RunDocument) =>
  troublesIn(results.filter(({ reason }) => reason !== "insufficient_history"));
const messages = ({ results }: RunDocument) =>
  new Set(results.filter(({ outcome }) => outcome === "error").map(({ message }) => message));

describe("a column that the table lacks", () => {
  test("is named by the checks that read it; those of the same scan that do not are made", async () => {
    const document = await run({ datasets: withBars({ rows: { ...rowsOfBars, volume: "volumes" } }) });
    expect(troubles(document)).toEqual([
      "bars_5m null.value 2025-11-26 error missing_column",
      "bars_5m reconcile.bars_trades 2025-11-26 error missing_column",
      "bars_5m value.domain 2025-11-26 error missing_column",
    ]);
    expect([...messages(document)]).toEqual([
      "the table has no column volumes, which the check reads; if Glue has it, Lake Formation hides it from this role",
      expect.stringContaining("Column 'r.volumes' cannot be resolved"),
    ]);
    expect(document.summary).toMatchObject({ error: 3, worst: "error" });
    expect(document.summary.pass).toBeGreaterThan(50);
  });
});

describe("a query over the size limit", () => {
  test("is not sent: its checks say how large it is, and all others are made", async () => {
    const core = Array.from({ length: 10_000 }, (_, index) => `SYMBOL${index}`);
    const document = await run({ datasets: withBars({ rows: { ...rowsOfBars, core } }) });
    const [message, ...others] = messages(document);
    expect(message).toMatch(
      /^bars_5m: rows of 2025-11-26: the query has \d{6} bytes, and Athena takes 262144\. Ask for fewer days or symbols at once\.$/,
    );
    expect(others).toEqual([]);
    const said = troubles(document);
    expect(said).toContain("bars_5m complete.symbols 2025-11-26 error query_too_large");
    expect(new Set(said.map((one) => one.split(" ").slice(3).join(" ")))).toEqual(
      new Set(["error query_too_large"]),
    );
    expect(document.results.find(({ checkId }) => checkId === "reconcile.bars_trades")).toMatchObject({
      outcome: "pass",
    });
    // The other two tables, two reconciliations, and the baselines.
    expect(document.summary.queries).toBe(5);
  });
});

describe("a dataset that is looked at alone", () => {
  const alone = (name: string, ports: ValidationPorts) => ask({ datasets: promised(name) }, ports);

  test.each(["bars_5m", "ml_features_5m"])("%s is compared with what it is made from", async (name) => {
    const document = await alone(name, portsOf(market.platform));
    expect(troubles(document)).toEqual([]);
    const compared = /^(reconcile\.|freshness\.pipeline)/;
    const made = document.results.filter(({ checkId }) => compared.test(checkId));
    expect(made.map(({ outcome }) => outcome)).toEqual(["pass", "pass"]);
    expect(new Set(document.results.map(({ dataset }) => dataset))).toEqual(new Set([name, "run"]));
  });

  test("is compared also with a table whose partitions Athena computes", async () => {
    const ports = portsOf(market.platform);
    const projected = async (...asked: Parameters<typeof ports.catalog.table>) => ({
      ...(await ports.catalog.table(...asked)),
      projected: true,
    });
    const document = await alone("bars_5m", { ...ports, catalog: { table: projected } });
    const compared = document.results.find(({ checkId }) => checkId === "reconcile.bars_trades");
    expect(compared).toMatchObject({ outcome: "pass" });
  });

  test("says so if nobody could read what it is made from", async () => {
    const ports = portsOf(market.platform);
    const table = (database: string, name: string, signal: AbortSignal) => {
      if (name === "trades")
        throw new RegistrarError("ACCESS_DENIED", "Glue does not let this role read trades");
      return ports.catalog.table(database, name, signal);
    };
    const document = await alone("bars_5m", { ...ports, catalog: { table } });
    expect(troubles(document)).toEqual([
      "bars_5m freshness.pipeline error source_unavailable",
      "bars_5m reconcile.bars_trades 2025-11-26 error source_unavailable",
    ]);
    expect([...messages(document)]).toEqual(["ACCESS_DENIED: Glue does not let this role read trades"]);
  });
});

describe("an open session", () => {
  test("of which nothing came yet is late by its own age; the other checks wait", async () => {
    const open = { suite: "intraday", asOf: Date.parse("2025-11-28T16:21:30Z"), days: undefined } as const;
    const { results } = await ask(open);
    const ofRows = results.filter(
      ({ dataset, checkId }) => dataset === "bars_5m" && checkId === "freshness.event",
    );
    expect(ofRows).toMatchObject([
      {
        outcome: "fail",
        day: "2025-11-28",
        value: 105,
        message: "nothing of 2025-11-28 is there, 105 minutes after the session began",
        reproduce: expect.stringMatching(
          /^\.\/registrar validate --dataset bars_5m --suite intraday --run-id run \d+ --stage dev$/,
        ),
      },
    ]);
    const waiting = results.filter(({ day, outcome }) => day === "2025-11-28" && outcome === "skipped");
    expect(new Set(waiting.map(({ reason }) => reason))).toEqual(new Set(["sla_not_reached"]));
  });
});

describe("a budget that is exhausted", () => {
  test("leaves what runs to its end, starts nothing more, and fails itself", async () => {
    const document = await ask({ mostBytes: 1 });
    const skipped = document.results.filter(({ reason }) => reason === "budget_exhausted");
    expect(skipped.length).toBeGreaterThan(0);
    expect(new Set(skipped.map(({ outcome }) => outcome))).toEqual(new Set(["skipped"]));
    expect(skipped[0]!.message).toMatch(
      /not asked, because this run has scanned \d+ bytes of the 1 that it may\.$/,
    );
    expect(troubles(document).filter((one) => !one.endsWith("budget_exhausted"))).toEqual([
      "run cost.budget fail",
    ]);
    // Baselines, then three at once.
    expect(document.summary.queries).toBe(4);
    const ofGlue = document.results.filter(({ checkId }) => checkId === "partition.present");
    expect(ofGlue.map(({ outcome }) => outcome)).toEqual(["pass", "pass", "pass"]);
  });
});

describe("days that the calendar was not reviewed for", () => {
  test("are skipped, and named with the years that were; tables as a whole are looked at", async () => {
    const document = await run({ days: { from: "2045-01-03", to: "2045-01-04" } });
    const message =
      '"2045-01-03" is outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31';
    expect(document.notes).toEqual([message]);
    const unknown = document.results.filter(({ outcome }) => outcome !== "pass");
    expect(new Set(unknown.map(({ reason }) => reason))).toEqual(new Set(["unreviewed_year"]));
    expect(new Set(unknown.map((result) => result.message))).toEqual(new Set([message]));
    const contracts = document.results.filter(({ checkId }) => checkId === "schema.contract");
    expect(contracts.map(({ outcome }) => outcome)).toEqual(["pass", "pass", "pass"]);
    expect(document.summary.queries).toBe(0);
  });
});

describe("what is declared wrongly", () => {
  const cases: readonly [string, Partial<Quality>, string][] = [
    ["an unknown calendar", { calendar: "XLON" as never }, 'calendar "XLON"'],
    [
      "a warning looser than the failure",
      { checks: { "complete.rows": { warn: 0.9, fail: 0.5 } } },
      "checks: complete.rows could never warn: it warns above 0.9 and fails above 0.5",
    ],
    [
      "a column that is not declared",
      { rows: { ...rowsOfBars, volume: "volumes" } },
      'rows: volume "volumes" is neither a column nor a partition key',
    ],
  ];

  test.each(cases)("%s, is one sentence before anything is deployed or asked", (_, change, sentence) => {
    expect(() => validateQuality(withBars(change))).toThrow(
      expect.objectContaining({
        code: "INVALID_DATASETS",
        problems: [expect.stringContaining(sentence)],
      }),
    );
  });
});

describe("a table without partitions", () => {
  test("has no data, which is no pass; the others are as before", async () => {
    const { store } = market.platform.emulator.glue;
    store.table("stock_trades_curated_dev", "ml_features_5m").partitions.clear();
    const document = await run({});
    const said = troubles(document);
    expect(said.filter((one) => !one.startsWith("ml_features_5m "))).toEqual([]);
    expect(said).toContain("ml_features_5m complete.rows 2025-11-26 no_data missing_partition");
    const { results } = document;
    const features = results.filter(({ dataset }) => dataset === "ml_features_5m");
    const drift = features.find(({ checkId }) => checkId === "partition.drift");
    expect(drift).toMatchObject({ outcome: "fail", message: expect.stringContaining("2025-11-26") });
    // These two look into the bucket, which still has the files.
    const ofBucket = ["partition.drift", "derived.stale"];
    const ofRows = features.filter(({ checkId, day }) => !ofBucket.includes(checkId) && day !== null);
    expect(new Set(ofRows.map(({ message }) => message))).toEqual(
      new Set(["stock_trades_curated_dev.ml_features_5m has no partitions"]),
    );
  });
});
