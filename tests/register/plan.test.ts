import { describe, expect, test } from "@jest/globals";
import { datasetOf, foreignPrefix } from "../../shared/events/routing.ts";
import { planRegistration, type RegistrationPlan } from "../../shared/register/plan.ts";
import { datasets } from "../fixtures/datasets.ts";
import { mixed, quotes } from "../support/crawl-datasets.ts";
import { message, messagesFor, messagesOf, s3Body, s3Record } from "../support/messages.ts";
import { BARS, BUCKET, FEATURES, TRADES } from "../support/platform.ts";

const context = { datasets, bucket: BUCKET };
const plan = (...keys: string[]) => planRegistration(messagesFor(...keys), context);

/** Every claim, as `table ["values"] location`, in the order of preference. */
const claims = ({ tables }: RegistrationPlan) =>
  tables.flatMap(({ dataset, partitions }) =>
    partitions.flatMap(({ values, claims }) =>
      claims.map(({ location }) => `${dataset.table} ${JSON.stringify(values)} ${location}`),
    ),
  );

const AAPL = `${TRADES}day=2026-11-20/symbol=AAPL/`;
const REVERSED = `${TRADES}symbol=AAPL/day=2026-11-20/`;
const claimOf = (folder: string) => `trades ["2026-11-20","AAPL"] s3://${BUCKET}/${folder}`;

describe("objects become requests", () => {
  test("of one partition: one", () => {
    const keys = Array.from({ length: 500 }, (_, index) => `${AAPL}part-${index}.parquet`);
    expect(claims(plan(...keys))).toEqual([claimOf(AAPL)]);
  });

  test("of folders below the last key: one", () => {
    const keys = [21, 22].map((hour) => `${BARS}day=2026-11-20/hour=${hour}/a.parquet`);
    expect(claims(plan(...keys))).toEqual([`bars_5m ["2026-11-20"] s3://${BUCKET}/${BARS}day=2026-11-20/`]);
  });

  test("of several tables: grouped by table", () => {
    const { tables } = plan(`${AAPL}a`, `${BARS}day=2026-11-20/a`, `${FEATURES}day=2026-11-20/a`);
    expect(tables.map(({ dataset }) => dataset.name)).toEqual(["trades", "bars_5m", "ml_features_5m"]);
  });

  test("of nothing but markers: none", () => {
    expect(plan(`${AAPL}_SUCCESS`, `${AAPL}`, `${TRADES}day=2026-02-30/symbol=AAPL/a`).tables).toEqual([]);
  });
});

// F6
describe("of several Locations for the same values", () => {
  test("the one in table key order is preferred, whichever came first", () => {
    const expected = [claimOf(AAPL), claimOf(REVERSED)];
    expect(claims(plan(`${AAPL}a`, `${REVERSED}a`))).toEqual(expected);
    expect(claims(plan(`${REVERSED}a`, `${AAPL}a`))).toEqual(expected);
  });

  test("both in key order: the smallest string is", () => {
    const escaped = `${TRADES}day=2026%2D11-20/symbol=AAPL/`;
    expect("2026%2D11" < "2026-11").toBe(true);
    expect(claims(plan(`${AAPL}a`, `${escaped}a`))).toEqual([claimOf(escaped), claimOf(AAPL)]);
  });

  test("key order counts more than the string", () => {
    const upper = `${TRADES}SYMBOL=AAPL/DAY=2026-11-20/`;
    expect(upper < AAPL).toBe(true);
    expect(claims(plan(`${upper}a`, `${AAPL}a`))).toEqual([claimOf(AAPL), claimOf(upper)]);
  });
});

describe("the earliest object", () => {
  const earliest = (...records: object[]) => {
    const messages = records.map((record, index) => message(s3Body(record), `m${index}`));
    return planRegistration(messages, context).tables[0]!.partitions[0]!.claims[0]!.earliest;
  };
  const at = (file: string, time: string | undefined) =>
    s3Record(`${AAPL}${file}`, time === undefined ? {} : { time });
  const without = (file: string) => ({ ...at(file, undefined), eventTime: undefined });

  test("is the provenance, whatever the order of arrival", () => {
    const [early, late] = [at("b", "2026-11-20T09:00:00.000Z"), at("a", "2026-11-20T10:00:00.000Z")];
    const expected = { key: `${AAPL}b`, time: "2026-11-20T09:00:00.000Z", replayed: false };
    expect(earliest(early, late)).toEqual(expected);
    expect(earliest(late, early)).toEqual(expected);
  });

  test("is the smaller key at the same time", () => {
    const time = "2026-11-20T09:00:00.000Z";
    expect(earliest(at("b", time), at("a", time))).toMatchObject({ key: `${AAPL}a` });
  });

  test("is not one of unknown time, if another's is known", () => {
    const known = at("b", "2026-11-20T09:00:00.000Z");
    expect(earliest(without("a"), known)).toMatchObject({ key: `${AAPL}b` });
    expect(earliest(known, without("a"))).toMatchObject({ key: `${AAPL}b` });
    expect(earliest(without("a"))).toEqual({ key: `${AAPL}a`, time: undefined, replayed: false });
  });

  test("is found across folders below the last key", () => {
    const folder = (hour: number, time: string) => s3Record(`${BARS}day=2026-11-20/hour=${hour}/a`, { time });
    const [late, early] = [folder(21, "2026-11-20T22:00:00.000Z"), folder(22, "2026-11-20T21:00:00.000Z")];
    expect(earliest(late, early)).toMatchObject({ key: `${BARS}day=2026-11-20/hour=22/a` });
    // The folder seen before keeps counting.
    expect(earliest(early, late, folder(22, "2026-11-20T20:00:00.000Z"))).toMatchObject({
      time: "2026-11-20T20:00:00.000Z",
    });
  });
});

test("every message is in the plan, in the batch's order, with one record each or more", () => {
  const bodies = ["not JSON", s3Body(`${AAPL}a`, `${AAPL}_SUCCESS`), "{}", s3Body("elsewhere/a")];
  const { messages } = planRegistration(messagesOf(...bodies), context);
  expect(messages.map(({ message, records }) => [message.id, records.length])).toEqual([
    ["m1", 1],
    ["m2", 2],
    ["m3", 1],
    ["m4", 1],
  ]);
});

test("objects of another bucket are none of ours", () => {
  const messages = messagesOf(s3Body(s3Record(`${AAPL}a`, { bucket: "other" })));
  expect(planRegistration(messages, context)).toMatchObject({
    messages: [
      {
        records: [
          { resolved: { kind: "ignored", reason: 'foreign bucket "other", expected stock-trades-data' } },
        ],
      },
    ],
    tables: [],
  });
  expect(planRegistration(messages, { datasets, bucket: undefined }).tables).toHaveLength(1);
});

describe("an event that the register function cannot use", () => {
  const settledOf = (...records: (string | object)[]) =>
    planRegistration([message(s3Body(...records), "m1")], { datasets: mixed, bucket: BUCKET }).messages[0]!
      .records;
  const prefixes = mixed.map(({ prefix }) => prefix).join(" ");
  const elsewhere = { kind: "ignored", reason: `foreign prefix, expected one of ${prefixes}` };

  test("of a crawled dataset is parked, to be sent to the crawl queue", () => {
    const reason = "bars_5m is kept by a crawler; replay sends this event to the crawl queue";
    const resolved = { kind: "unplaceable", reason };
    expect(settledOf(`${BARS}day=2026-11-20/a`)).toMatchObject([{ resolved, dataset: { name: "bars_5m" } }]);
  });

  test("of a projected dataset is ignored", () => {
    const reason = "inert registration: Athena computes the partitions of quotes by itself";
    const resolved = { kind: "ignored", reason };
    expect(settledOf(`${quotes.prefix}day=2026-11-20/a`)).toMatchObject([{ resolved }]);
  });

  test("of no dataset is ignored, a removal too", () => {
    const removal = (key: string) => s3Record(key, { eventName: "ObjectRemoved:Delete" });
    expect(settledOf("elsewhere/a", removal("elsewhere/a"), removal(`${AAPL}a`))).toMatchObject([
      { resolved: elsewhere },
      { resolved: elsewhere },
      { resolved: { kind: "ignored", reason: "removal" } },
    ]);
  });
});

test("a dataset may lie in a folder whose name would hide what is below a partition", () => {
  const [hidden] = datasets.map((dataset) => ({ ...dataset, prefix: `_raw/.${dataset.name}/` }));
  const { tables } = planRegistration(messagesFor(`${hidden!.prefix}day=2026-11-20/symbol=AAPL/a`), {
    datasets: [hidden!],
    bucket: BUCKET,
  });
  expect(tables).toHaveLength(1);
});

test("the longest prefix decides the dataset", () => {
  const nested = [
    { ...datasets[0]!, name: "outer", prefix: "a/" },
    { ...datasets[0]!, name: "inner", prefix: "a/b/" },
  ];
  expect(datasetOf("a/b/c", nested)?.name).toBe("inner");
  expect(datasetOf("a/b/c", nested.toReversed())?.name).toBe("inner");
  expect(datasetOf("a/bc", nested)?.name).toBe("outer");
  expect(datasetOf("ab/c", nested)).toBeUndefined();
});

test.each([
  [1, "p0/"],
  [10, "p0/ p1/ p2/ p3/ p4/ p5/ p6/ p7/ p8/ p9/"],
  [12, "p0/ p1/ p2/ p3/ p4/ p5/ p6/ p7/ p8/ p9/ and 2 more"],
])("of %d prefixes a key that is no dataset's is told ten", (count, prefixes) => {
  const stage = Array.from({ length: count }, (_, index) => ({ ...datasets[0]!, prefix: `p${index}/` }));
  expect(foreignPrefix(stage).reason).toBe(`foreign prefix, expected one of ${prefixes}`);
});
