import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { keep, type Looked, look, lookToKeep, portsOf } from "../../local/demo/validation.ts";
import type { CheckResult, RunDocument } from "../../shared/quality/result.ts";
import { isValidated } from "../../shared/quality/snapshot.ts";
import { validate } from "../../shared/quality/validate.ts";
import type { ValidationRequest } from "../../shared/quality/validation-request.ts";
import { datasets } from "../fixtures/datasets.ts";
import {
  BOTH_DAYS,
  executedOn,
  FRIDAY,
  labelOf,
  openMarket,
  type ValidatedMarket,
  WEDNESDAY,
} from "./validated-market.ts";

/** After both sessions; of the older one a file of bars is damaged once it is registered. */
const EVENING = "2025-11-28T23:00:00Z";
const RUN = { asOf: EVENING, days: BOTH_DAYS, runId: "unreadable" };

let market: ValidatedMarket;
let damaged: string;
let document: RunDocument;
let looked: Looked;
let labels: readonly string[];

beforeAll(async () => {
  market = await openMarket();
  await market.arrive([WEDNESDAY, FRIDAY]);
  const { bucket, emulator: stack } = market.platform;
  const folder = `stock-trades-platform/curated/bars_5m/day=${WEDNESDAY.day}/`;
  const [file] = stack.s3.store.list(bucket, folder);
  damaged = file!.key;
  stack.s3.put(bucket, damaged, Buffer.from("PAR1, as it was before its writer died"));
  await market.platform.quiet();
  looked = await lookToKeep(market.platform, RUN);
  document = looked.document;
  labels = (await executedOn(market.platform)).map(labelOf);
});

afterAll(() => market.close());

/** Checks that a query answers, whatever became of them. */
const asked = ({ results }: RunDocument) => results.filter(({ sql }) => sql !== null);
const identity = ({ dataset, checkId, day }: CheckResult) => `${dataset} ${checkId} ${day}`;

describe("one object that nobody can read", () => {
  test("keeps only the checks of its own session from being made", () => {
    const troubled = asked(document).filter(({ outcome }) => outcome === "error");
    expect(new Set(troubled.map(({ day }) => day))).toEqual(new Set([WEDNESDAY.day]));
    expect(new Set(troubled.map(({ reason }) => reason))).toEqual(new Set(["query_failed"]));
    expect(troubled.map(identity)).toEqual(
      expect.arrayContaining([
        `bars_5m complete.bars ${WEDNESDAY.day}`,
        `bars_5m reconcile.bars_trades ${WEDNESDAY.day}`,
        `ml_features_5m reconcile.features_bars ${WEDNESDAY.day}`,
      ]),
    );
    const ofRows = new Set(asked(document).map(({ dataset, checkId }) => `${dataset} ${checkId}`));
    const sound = asked(document).filter(({ outcome }) => outcome === "pass" || outcome === "skipped");
    expect(new Set(sound.map(({ dataset, checkId }) => `${dataset} ${checkId}`))).toEqual(ofRows);
  });

  test("is named, with what to do about it", () => {
    const messages = asked(document)
      .filter(({ outcome }) => outcome === "error")
      .map(({ message }) => message);
    for (const message of messages) {
      expect(message).toContain(`s3://${market.platform.bucket}/${damaged}`);
      expect(message).toContain("A file is damaged, incomplete or no Parquet at all");
    }
  });

  test("costs two queries for each one that failed: one for each session", () => {
    const both = `${WEDNESDAY.day} to ${FRIDAY.day}`;
    const failed = [
      "bars_5m: rows",
      "bars_5m: reconcile.bars_trades",
      "ml_features_5m: reconcile.features_bars",
    ];
    expect([...labels].sort()).toEqual(
      [
        `earlier results of trades, bars_5m, ml_features_5m before ${FRIDAY.day}`,
        `trades: rows of ${both}`,
        `ml_features_5m: rows of ${both}`,
        ...failed.flatMap((what) => [both, WEDNESDAY.day, FRIDAY.day].map((days) => `${what} of ${days}`)),
      ].sort(),
    );
    expect(document.summary.queries).toBe(labels.length);
  });

  test("is asked about no second time by a run that is tried again", async () => {
    const again = await look(market.platform, RUN);
    expect(asked(again).map(({ outcome }) => outcome)).toEqual(asked(document).map(({ outcome }) => outcome));
    expect(await executedOn(market.platform)).toHaveLength(labels.length);
  });
});

describe("one file of earlier results that nobody can read", () => {
  test("hides its own day, which is noted; the others are compared with", async () => {
    const { bucket, stage, emulator: stack } = market.platform;
    await keep(market.platform, looked);
    const key = "stock-trades-platform/quality/check_results/day=2025-11-25/run.parquet";
    stack.s3.put(bucket, key, Buffer.from("no Parquet"));
    await market.platform.quiet();
    const request: ValidationRequest = {
      stage,
      bucket,
      suite: "close",
      runId: "with earlier results",
      asOf: Date.parse(EVENING),
      days: BOTH_DAYS,
      datasets: datasets.filter(isValidated),
      all: datasets,
      mostBytes: 1e9,
    };
    const run = await validate(request, portsOf(market.platform), new AbortController().signal);
    expect(run.document.notes).toEqual([
      expect.stringMatching(/^the results of earlier runs could not be read: results of .* of 2025-11-25: /),
    ]);
    expect(run.document.notes[0]).toContain(`s3://${bucket}/${key}`);
    expect(new Set(run.past.map(({ day }) => day))).toEqual(new Set([WEDNESDAY.day]));
  });
});
