import { setMaxListeners } from "node:events";
import { createSemaphore } from "../../shared/athena/semaphore.ts";
import { ownedBucketName } from "../../shared/runtime/names.ts";
import type { Expected } from "./expected.ts";
import type { BucketFacts, Facts, LakeLocation, PipelineFacts, QueueFacts, TableFacts } from "./facts.ts";
import type { StageReader } from "./port.ts";
import { ABSENT, known, type ProbeResult, read } from "./probe-result.ts";

/** Calls under way at once: some forty in all, to a dozen services that each throttle on their own. */
const AT_ONCE = 8;

/**
 * Reads everything that the checks judge. What cannot be read hides nothing else; the bucket comes last, because only
 * the function or the tables know which one it is, unless the caller does. `looking` hears what is read next.
 */
export async function inspect(
  expected: Expected,
  reader: StageReader,
  {
    bucket: given,
    looking = () => {},
  }: { bucket?: string | undefined; looking?: (what: string) => void } = {},
): Promise<Facts> {
  const { stage } = expected;
  const ask = boundedBy(AT_ONCE, looking);
  const [identity, pipelines, concurrency, tables, views, crawlers, workGroups, schedules] =
    await Promise.all([
      ask("who asks", () => reader.identity()),
      Promise.all(expected.pipelines.map((pipeline) => pipelineFacts(pipeline, reader, ask))),
      ask("the account's concurrency", () => reader.concurrency()),
      Promise.all(expected.tables.map((table) => tableFacts(table, reader, ask))),
      Promise.all(
        expected.views.map(async (view) => ({
          ...view,
          live: await ask(`view ${view.name}`, () => reader.table(view.database, view.name)),
        })),
      ),
      Promise.all(
        expected.crawlers.map(async (name) => ({
          name,
          live: await ask(`crawler ${name}`, () => reader.crawler(name)),
        })),
      ),
      Promise.all(
        expected.workGroups.map(async (name) => ({
          name,
          live: await ask(`workgroup ${name}`, () => reader.workGroup(name)),
        })),
      ),
      Promise.all(
        expected.schedules.map(async (some) => ({
          ...some,
          live: await ask(`schedules ${some.group}`, () => reader.schedules(some.group)),
        })),
      ),
    ]);
  const place = placeOf(identity, pipelines);
  const name = given ?? bucketOf(stage, pipelines, tables, place.account);
  const [bucket, topics, lakeLocations] = await Promise.all([
    name === undefined ? undefined : bucketFacts(name, expected, place.account, reader, ask),
    Promise.all(
      expected.topics.map(async (topic) => {
        const arn = `arn:${place.partition}:sns:${place.region}:${place.account}:${topic}`;
        // Without an account there is no ARN to ask for, and why that is so has been said.
        const live =
          identity.kind === "unread" && place.account === undefined
            ? identity
            : await ask(`topic ${topic}`, () => reader.topic(arn));
        return { name: topic, arn, live };
      }),
    ),
    lakeFacts(name, tables, reader, ask),
  ]);
  const { account, region, partition } = place;
  const { owned = false } = bucket ?? {};
  const isPlaced = account !== undefined && region !== undefined && name !== undefined;
  return {
    expected,
    identity,
    account,
    region,
    wanted: isPlaced ? expected.wantedAt({ partition, account, region, bucket: name, owned }) : undefined,
    bucket,
    pipelines,
    concurrency,
    tables,
    views,
    crawlers,
    workGroups,
    topics,
    schedules,
    lakeLocations,
  };
}

type Ask = <Value>(what: string, look: () => Promise<ProbeResult<Value>>) => Promise<ProbeResult<Value>>;

function boundedBy(limit: number, looking: (what: string) => void): Ask {
  const semaphore = createSemaphore(limit);
  const never = new AbortController().signal;
  setMaxListeners(0, never); // one listener per call that waits for its turn: many, and no leak
  return async (what, look) => {
    const release = await semaphore.acquire(never);
    try {
      looking(what);
      return await look();
    } finally {
      release?.();
    }
  };
}

async function pipelineFacts(
  pipeline: Expected["pipelines"][number],
  reader: StageReader,
  ask: Ask,
): Promise<PipelineFacts> {
  const { functionName, queueName, parkingName } = pipeline;
  const [rules, source, parking, lambda, mappings] = await Promise.all([
    Promise.all(
      pipeline.rules.map(async (rule) => ({
        ...rule,
        live: await ask(`rule ${rule.name}`, () => reader.rule(rule.name)),
      })),
    ),
    queueFacts(queueName, reader, ask),
    queueFacts(parkingName, reader, ask),
    ask(`function ${functionName}`, () => reader.lambda(functionName)),
    ask(`what feeds ${functionName}`, () => reader.mappings(functionName)),
  ]);
  return { ...pipeline, rules, source, parking, lambda, mappings };
}

async function queueFacts(name: string, reader: StageReader, ask: Ask): Promise<QueueFacts> {
  const queue = await ask(`queue ${name}`, () => reader.queue(name));
  const key = known(queue)?.key;
  return {
    name,
    queue,
    key: key === undefined ? undefined : await ask(`key ${key}`, () => reader.key(key)),
  };
}

async function tableFacts(
  table: Expected["tables"][number],
  reader: StageReader,
  ask: Ask,
): Promise<TableFacts> {
  const { database, name, indexKeys } = table;
  const [live, indexes, grants] = await Promise.all([
    ask(`table ${database}.${name}`, () => reader.table(database, name)),
    indexKeys === undefined
      ? ABSENT
      : ask(`indexes of ${database}.${name}`, () => reader.partitionIndexes(database, name)),
    ask(`grants on ${database}.${name}`, () => reader.tableGrants(database, name)),
  ]);
  return { ...table, live, indexes, grants: live.kind === "absent" ? ABSENT : grants };
}

interface Place {
  readonly partition: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** Whoever may not ask who they are can still read it from a queue's ARN. */
function placeOf(
  identity: ProbeResult<{ arn: string; account: string; region: string }>,
  pipelines: readonly PipelineFacts[],
): Place {
  const queue = pipelines.map(({ source }) => known(source.queue)?.arn).find((arn) => arn !== undefined);
  const [, partition, , region, account] = queue?.split(":") ?? [];
  const who = known(identity);
  return {
    partition: partition ?? who?.arn.split(":")[1] ?? "aws",
    account: account ?? who?.account,
    region: region ?? who?.region,
  };
}

/** As the function has it, or where the tables lie, or the one that the stage would own. */
function bucketOf(
  stage: string,
  pipelines: readonly PipelineFacts[],
  tables: readonly TableFacts[],
  account: string | undefined,
): string | undefined {
  const served = pipelines.map(({ lambda }) => known(lambda)?.bucket);
  const located = tables.map(({ live }) => /^s3[an]?:\/\/([^/]+)/.exec(known(live)?.location ?? "")?.[1]);
  const owned = account === undefined || stage === "prod" ? undefined : ownedBucketName(stage, account);
  return [...served, ...located, owned].find((name) => name !== undefined);
}

async function bucketFacts(
  name: string,
  { stage, tables }: Expected,
  account: string | undefined,
  reader: StageReader,
  ask: Ask,
): Promise<BucketFacts> {
  const [region, ours, notifications, formats] = await Promise.all([
    ask(`bucket ${name}`, () => reader.bucket(name)),
    account && ask(`owner of ${name}`, () => reader.isBucketOf(name, account)),
    ask(`notifications of ${name}`, () => reader.notifications(name)),
    Promise.all(
      tables.map(async ({ dataset, prefix }) => ({
        dataset,
        table: await ask(`files of ${dataset}`, () => reader.formattedTable(name, prefix)),
      })),
    ),
  ]);
  const owned = account !== undefined && name === ownedBucketName(stage, account);
  return { name, owned, region, ours: ours || undefined, notifications, formats };
}

async function lakeFacts(
  bucket: string | undefined,
  tables: readonly TableFacts[],
  reader: StageReader,
  ask: Ask,
): Promise<ProbeResult<readonly LakeLocation[]>> {
  const locations = await ask("locations of Lake Formation", () => reader.lakeLocations());
  if (locations.kind !== "read") return locations;
  const ours = locations.value.filter((arn) =>
    tables.some(({ prefix }) => `${bucket}/${prefix}`.startsWith(arn.replace(/^.*:::/, ""))),
  );
  return read(
    await Promise.all(
      ours.map(async (arn) => ({
        arn,
        grants: await ask(`grants on ${arn}`, () => reader.locationGrants(arn)),
      })),
    ),
  );
}
