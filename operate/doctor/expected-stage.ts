import type { Resource, Resources } from "../../deploy/cloudformation.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { eventPipelinesOf } from "../../deploy/event-pipelines.ts";
import { rulesOf } from "../../deploy/event-rules.ts";
import { indexedDatasets } from "../../deploy/partition-indexes.ts";
import { projectedLayout, projection } from "../../deploy/projection.ts";
import { delivery } from "../../deploy/queue-delivery.ts";
import { reconcilerOf } from "../../deploy/reconcile-settings.ts";
import { templateOf } from "../../deploy/resources.ts";
import { validationOf } from "../../deploy/validation-settings.ts";
import { crawlTarget } from "../../shared/datasets/dataset.ts";
import { typeOfKey } from "../../shared/datasets/key-type.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { crawlerName, databaseName } from "../../shared/runtime/names.ts";
import type { Expected, ExpectedPipeline, ExpectedTable, ExpectedUser, ExpectedView } from "./expected.ts";
import { wantedStage } from "./wanted-stage.ts";

/** What a stage should consist of: taken from the very template that deploys it. */
export function expectedStage(datasets: readonly DeclaredDataset[], stage: string): Expected {
  // Any bucket will do: nothing that is read here depends on which one it is.
  const deployment = readDeployment({ stage, bucket: "any-bucket", alarmEmail: "" });
  const { Resources } = templateOf(datasets, deployment);
  const named = (type: string, property: string) =>
    ofType(Resources, type).map(({ Properties }) => String(Properties[property]));
  return {
    stage,
    pipelines: [...pipelinesOf(datasets, stage)],
    tables: datasets.map((dataset) => expectedTable(dataset, datasets, stage)),
    views: viewsOf(Resources),
    crawlers: named("AWS::Glue::Crawler", "Name"),
    workGroups: named("AWS::Athena::WorkGroup", "Name"),
    topics: named("AWS::SNS::Topic", "TopicName"),
    schedules: schedulesOf(Resources),
    tolerableOutage: delivery.tolerableOutage,
    wantedAt: (place) => wantedStage(datasets, stage, place),
  };
}

function* pipelinesOf(datasets: readonly DeclaredDataset[], stage: string): Generator<ExpectedPipeline> {
  for (const pipeline of eventPipelinesOf(datasets, stage)) {
    yield {
      functionName: pipeline.functionName,
      queueName: pipeline.queue.name,
      parkingName: pipeline.parking.name,
      events: pipeline.events,
      rules: rulesOf(pipeline).map(({ name, datasets }) => ({ name, prefixes: prefixesOf(datasets) })),
      prefixes: prefixesOf(pipeline.datasets),
    };
  }
  // A schedule feeds the one's queue, the look function the other's, and no event either.
  for (const one of [reconcilerOf(datasets, stage), validationOf(datasets, stage)]) {
    if (one === undefined) continue;
    const { functionName, queue, deadLetters } = one;
    yield {
      functionName,
      queueName: queue.name,
      parkingName: deadLetters.name,
      events: "creations",
      rules: [],
      prefixes: [],
    };
  }
}

/** By their groups, each with the names of its schedules. */
function schedulesOf(resources: Resources): Expected["schedules"] {
  const schedules = ofType(resources, "AWS::Scheduler::Schedule").map(({ Properties }) => ({
    name: String(Properties.Name),
    group: (Properties.GroupName as { readonly Ref: string }).Ref,
  }));
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== "AWS::Scheduler::ScheduleGroup") return [];
    const names = schedules.filter(({ group }) => group === id).map(({ name }) => name);
    return [{ group: String(Properties.Name), names }];
  });
}

const prefixesOf = (datasets: readonly Pick<DeclaredDataset, "prefix">[]) =>
  datasets.map(({ prefix }) => prefix);

const ofType = (resources: Resources, type: string): readonly Resource[] =>
  Object.values(resources).filter(({ Type }) => Type === type);

function expectedTable(
  dataset: DeclaredDataset,
  datasets: readonly DeclaredDataset[],
  stage: string,
): ExpectedTable {
  const { name, database, table, prefix, keys, strategy } = dataset;
  const isCrawled = strategy === "crawl";
  return {
    dataset: name,
    database: databaseName(database, stage),
    name: table,
    prefix,
    keys: keys.map((key) => key.name),
    keyTypes: keys.map(typeOfKey),
    columns: isCrawled ? [] : dataset.columns,
    projection: strategy === "project" ? projection(keys) : undefined,
    projectedLayout: strategy === "project" ? projectedLayout(dataset, "${") : undefined,
    indexKeys: indexedDatasets([dataset]).length === 0 ? undefined : keys.map((key) => key.name),
    crawler: isCrawled && crawlTarget(dataset) === "s3" ? crawlerName(stage, name) : undefined,
    users: [...usersOf(dataset, datasets, stage)],
  };
}

/** What Lake Formation wants of who makes partitions, who removes them besides, and who only reads them. */
const MAKES = ["ALTER", "DESCRIBE", "INSERT"];
const REMOVES = ["ALTER", "DELETE", "DESCRIBE", "INSERT"];
const READS = ["DESCRIBE"];

/** Roles are called as what they are of. docs/lake-formation.md has the same list for people. */
function* usersOf(
  dataset: DeclaredDataset,
  datasets: readonly DeclaredDataset[],
  stage: string,
): Generator<ExpectedUser> {
  if (dataset.strategy === "crawl") {
    yield { role: crawlerName(stage, dataset.name), permissions: MAKES, needsLocation: true };
  }
  for (const { consumer, functionName, datasets: heard, guard, looks } of eventPipelinesOf(datasets, stage)) {
    if (consumer === "look" && looks?.datasets.some(({ name }) => name === dataset.name)) {
      yield { role: functionName, permissions: READS, needsLocation: false };
    }
    // A crawler writes itself; the crawl function only starts it.
    const writable = consumer === "guard" ? guard?.datasets : consumer === "register" ? heard : [];
    if (writable?.includes(dataset)) {
      yield { role: functionName, permissions: MAKES, needsLocation: true };
    }
    if (consumer !== "deregister" || dataset.strategy === "project") continue;
    yield heard.includes(dataset)
      ? { role: functionName, permissions: REMOVES, needsLocation: true }
      : { role: functionName, permissions: READS, needsLocation: false };
  }
  yield* reconcilesOf(dataset, datasets, stage);
  const validation = validationOf(datasets, stage);
  if (validation?.read.includes(dataset)) {
    yield { role: validation.functionName, permissions: ["DESCRIBE", "SELECT"], needsLocation: false };
  }
}

function* reconcilesOf(
  dataset: DeclaredDataset,
  datasets: readonly DeclaredDataset[],
  stage: string,
): Generator<ExpectedUser> {
  const reconciler = reconcilerOf(datasets, stage);
  if (reconciler === undefined) return;
  const { functionName: role, reconciled, removing, others } = reconciler;
  if (reconciled.includes(dataset)) {
    yield { role, permissions: removing.includes(dataset) ? REMOVES : MAKES, needsLocation: true };
  } else if (removing.length > 0 && others.includes(dataset)) {
    yield { role, permissions: READS, needsLocation: false };
  }
}

/** A view names its database by a reference to it. */
function viewsOf(resources: Resources): readonly ExpectedView[] {
  const views = ofType(resources, "AWS::Glue::Table").filter(({ Properties }) => {
    return (Properties.TableInput as { TableType?: string }).TableType === "VIRTUAL_VIEW";
  });
  return views.map(({ Properties }) => {
    const { Name, ViewOriginalText } = Properties.TableInput as { Name: string; ViewOriginalText: string };
    const { Ref } = Properties.DatabaseName as { Ref: string };
    const { DatabaseInput } = resources[Ref]!.Properties as { DatabaseInput: { Name: string } };
    return { database: DatabaseInput.Name, name: Name, text: ViewOriginalText };
  });
}
