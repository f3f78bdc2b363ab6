import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { coveringPrefixes } from "../../deploy/covering-prefixes.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { eventPipelinesOf } from "../../deploy/event-pipelines.ts";
import { rulesOf } from "../../deploy/event-rules.ts";
import { notificationsOf } from "../../deploy/notifications.ts";
import { objectEvents } from "../../deploy/object-events.ts";
import type { Dataset, Strategy } from "../../shared/datasets/dataset.ts";
import { law } from "../support/law.ts";
import { manyDatasets } from "./many-datasets.ts";
import { strategies } from "./strategies.ts";

const prod = readDeployment({ stage: "prod", bucket: "market-data-lake", alarmEmail: "" });

describe("prefixes that share a way", () => {
  const any = () => true;
  const cover = (prefixes: string[], most: number, mayCover: (prefix: string) => boolean = any) =>
    coveringPrefixes([{ prefixes, mayCover }], ([covers]) => covers!.length <= most)[0];

  test("are themselves as long as all of them fit", () => {
    expect(cover(["lake/b/", "lake/a/"], 2)).toEqual(["lake/b/", "lake/a/"]);
  });

  test("are merged where they have most in common, and no further than it takes", () => {
    const prefixes = ["lake/raw/trades/", "lake/raw/quotes/", "lake/curated/bars/", "lake/raw/trades_old/"];
    expect(cover(prefixes, 3)).toEqual(["lake/raw/trades", "lake/raw/quotes/", "lake/curated/bars/"]);
    expect(cover(prefixes, 2)).toEqual(["lake/raw/", "lake/curated/bars/"]);
    expect(cover(prefixes, 1)).toEqual(["lake/"]);
  });

  test("are never merged into the whole bucket", () => {
    expect(cover(["a/", "b/"], 1)).toEqual(["a/", "b/"]);
  });

  test("stay apart where a common one may not cover what lies between", () => {
    const mayCover = (prefix: string) => !"lake/b/".startsWith(prefix);
    expect(cover(["lake/a/", "lake/c/"], 1, mayCover)).toEqual(["lake/a/", "lake/c/"]);
  });

  const prefix = fc.stringMatching(/^[ab/]{1,6}$/).map((text) => `${text}/`);
  law(
    "cover each of their own whatever the number, and in any order the same ones",
    fc.property(fc.uniqueArray(prefix, { minLength: 1, maxLength: 12 }), fc.nat({ max: 12 }), (all, most) => {
      const covers = cover(all, most)!;
      for (const one of all) expect(covers.some((wider) => one.startsWith(wider))).toBe(true);
      expect([...cover([...all].reverse(), most)!].sort()).toEqual([...covers].sort());
    }),
  );
});

interface Told {
  readonly Event: string;
  readonly Queue: { readonly "Fn::GetAtt": readonly [string, string] };
  readonly Filter: { readonly S3Key: { readonly Rules: readonly [{ readonly Value: string }] } };
}

const toldOf = (datasets: readonly Dataset[]) =>
  (notificationsOf(eventPipelinesOf(datasets, "dev"), datasets) as unknown as Told[]).map(
    ({ Event, Queue, Filter }) => ({
      event: Event,
      queue: Queue["Fn::GetAtt"][0],
      prefix: decodeURIComponent(Filter.S3Key.Rules[0].Value),
    }),
  );

/** The same datasets, of which every registered one loses partitions when they are empty. */
const removing = (datasets: readonly Dataset[]) =>
  datasets.map((one): Dataset => (one.strategy === "register" ? { ...one, onEmpty: "remove" } : one));

/** What S3 checks: no key may be told of twice by the same event. */
function overlapsIn(told: ReturnType<typeof toldOf>): string[] {
  return told.flatMap((one, index) =>
    told
      .slice(index + 1)
      .filter(({ event }) => event === one.event)
      .filter(({ prefix }) => prefix.startsWith(one.prefix) || one.prefix.startsWith(prefix))
      .map(({ prefix }) => `${one.event}: ${one.prefix} and ${prefix}`),
  );
}

/** The queue that new objects of a dataset are told to. */
const queueOf = ({ prefix }: Dataset, told: ReturnType<typeof toldOf>) =>
  told
    .filter((one) => one.event === "s3:ObjectCreated:*" && prefix.startsWith(one.prefix))
    .map((one) => one.queue);

const QUEUES: Readonly<Record<Strategy, readonly string[]>> = {
  register: ["RegisterQueue"],
  crawl: ["CrawlQueue"],
  project: [],
};

describe("notifications of an owned bucket", () => {
  test("are one for each dataset that is heard of, by its own prefix, while S3 takes them; two more where empty partitions are removed", () => {
    const told = toldOf(removing(strategies));
    expect(told.map(({ event, prefix }) => `${event} ${prefix}`)).toEqual([
      "s3:ObjectCreated:* lake/trades/",
      "s3:ObjectRemoved:* lake/trades/",
      "s3:LifecycleExpiration:* lake/trades/",
      "s3:ObjectCreated:* lake/quotes/",
      "s3:ObjectCreated:* bars_5m/",
      "s3:ObjectCreated:* lake/features/",
    ]);
  });

  test.each([30, 60, 100])("of %d datasets are at most 100, and none is twice", (count) => {
    const told = toldOf(manyDatasets(count));
    expect(told.length).toBeLessThanOrEqual(100);
    expect(overlapsIn(told)).toEqual([]);
  });

  test("of 100 datasets bring new objects of each to its own function, and to no other that would park them", () => {
    const datasets = manyDatasets(100);
    const told = toldOf(datasets);
    for (const dataset of datasets) {
      const queues = queueOf(dataset, told);
      // The register function ignores what Athena computes by itself.
      if (dataset.strategy === "project") expect(queues).not.toContain("CrawlQueue");
      else expect(queues).toEqual(QUEUES[dataset.strategy]);
    }
  });

  test("tell of removals in datasets whose empty partitions are removed, to their own queue, and of no others' if there are none", () => {
    const datasets = removing(manyDatasets(100));
    for (const event of ["s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"]) {
      const told = toldOf(datasets).filter((one) => one.event === event);
      expect(new Set(told.map(({ queue }) => queue))).toEqual(new Set(["DeregisterQueue"]));
      for (const { prefix, onEmpty } of datasets) {
        if (onEmpty === "remove") expect(told.some((one) => prefix.startsWith(one.prefix))).toBe(true);
      }
    }
    expect(toldOf(datasets).length).toBeLessThanOrEqual(100);
    expect(overlapsIn(toldOf(datasets))).toEqual([]);
    expect(new Set(toldOf(manyDatasets(100)).map(({ event }) => event))).toEqual(
      new Set(["s3:ObjectCreated:*"]),
    );
  });

  const folder = fc.stringMatching(/^[ab]{1,3}$/);
  const strategy = fc.constantFrom<Strategy>("register", "crawl", "project");
  const lists = fc
    .uniqueArray(fc.tuple(folder, folder, strategy), {
      selector: ([one, two]) => `${one}/${two}`,
      maxLength: 80,
    })
    .map((places) =>
      places.map(
        ([one, two, strategy], index): Dataset => ({
          ...strategies[0]!,
          name: `d${index}`,
          prefix: `${one}/${two}/`,
          strategy,
        }),
      ),
    );
  law(
    "bring new objects to their function and never to one that would park them, whatever lies beside them",
    fc.property(lists, (datasets) => {
      const told = toldOf(datasets);
      expect(overlapsIn(told)).toEqual([]);
      for (const dataset of datasets) {
        const queues = queueOf(dataset, told);
        if (dataset.strategy === "project") expect(queues).not.toContain("CrawlQueue");
        else expect(queues).toEqual(QUEUES[dataset.strategy]);
      }
    }),
  );
});

describe("rules for an existing bucket", () => {
  const registered = (count: number) =>
    manyDatasets(count).map((one): Dataset => ({ ...one, strategy: "register" }));
  const rulesFor = (datasets: readonly Dataset[]) => rulesOf(eventPipelinesOf(datasets, "prod")[0]!);

  test("are one for a pipeline whose pattern fits", () => {
    expect(rulesFor(registered(10)).map(({ id }) => id)).toEqual(["ObjectEventsRule"]);
  });

  test("of 200 datasets name each once, by its own prefix, in patterns of at most 2,048 characters", () => {
    const datasets = registered(200);
    const rules = Object.values(objectEvents(eventPipelinesOf(datasets, "prod"), prod));
    const patterns = rules.map(({ Properties }) => Properties.EventPattern as Pattern);
    expect(patterns.flatMap(({ detail }) => detail.object.key.map(({ prefix }) => prefix)).sort()).toEqual(
      datasets.map(({ prefix }) => prefix).sort(),
    );
    for (const pattern of patterns) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
  });

  interface Pattern {
    readonly detail: { readonly object: { readonly key: readonly { readonly prefix: string }[] } };
  }

  test("keep a dataset in its rule when others come and go, so that no event falls between two updates", () => {
    const datasets = registered(100);
    const ruleOf = (all: readonly Dataset[]) =>
      new Map(
        rulesFor(all).flatMap(({ name, datasets }) => datasets.map((one) => [one.name, name] as const)),
      );
    const before = ruleOf(datasets);
    const after = ruleOf(datasets.filter((_, index) => index % 3 > 0));
    for (const [dataset, rule] of after) expect(rule).toBe(before.get(dataset));
  });

  test("that become several take a dataset from the first only after another has it", () => {
    const [first, ...others] = Object.entries(objectEvents(eventPipelinesOf(registered(100), "prod"), prod));
    expect(first![0]).toBe("ObjectEventsRule");
    expect(first![1].DependsOn).toEqual(expect.arrayContaining(others.map(([id]) => id)));
  });
});
