import { grantees } from "../access/declared-grantees.ts";
import type { Grantee } from "../access/grantee.ts";
import { datasets } from "../shared/declared-datasets.ts";
import type { DeclaredDataset } from "../shared/quality/quality.ts";
import { ConfigurationError } from "../shared/runtime/errors.ts";
import { givenList } from "../shared/runtime/given-list.ts";
import { biWorkGroupName, SERVICE } from "../shared/runtime/names.ts";
import { alarms } from "./alarms.ts";
import { ownedBucket } from "./bucket.ts";
import { EMPTYING, withEmptying } from "./bucket-cleanup.ts";
import { type Output, type Resources, ref, sub } from "./cloudformation.ts";
import { crawlers, overlongNames } from "./crawlers.ts";
import { dashboard } from "./dashboard.ts";
import { validatePromises } from "./declarations/promises.ts";
import { validateQuality } from "./declarations/quality-rules.ts";
import { bucketName, type Deployment, type DeploymentInput, readDeployment } from "./deployment.ts";
import { type EventPipeline, eventPipelinesOf, eventSourceMappingId } from "./event-pipelines.ts";
import { type Functions, functionsOf } from "./functions.ts";
import { granteeRoles } from "./grantee-role.ts";
import { DESCRIBED_ONE_BY_ONE } from "./limits/numbers.ts";
import type { CountedStage } from "./limits/stage-size.ts";
import { exceeded } from "./limits/usage.ts";
import { namedQueries } from "./named-query-resources.ts";
import { objectEvents } from "./object-events.ts";
import { outputOfList, outputsOfEach, queueOutputs, validationOutputs } from "./outputs.ts";
import { ownedBy } from "./owner.ts";
import { INDEXING, partitionIndexes } from "./partition-indexes.ts";
import { roles } from "./pipeline-roles.ts";
import { withFittingPolicies } from "./policy-size.ts";
import { delivery } from "./queue-delivery.ts";
import { queues } from "./queues.ts";
import { reconcilerOf } from "./reconcile-settings.ts";
import { reconciler } from "./reconciler.ts";
import { clashes, namesOfProd, tables } from "./tables.ts";
import { validator } from "./validation-resources.ts";
import { validationOf } from "./validation-settings.ts";
import { views } from "./view-resources.ts";
import { workGroups } from "./work-groups.ts";

/** Of serverless.yml: the beginning of the stack's name. */
export const service: string = SERVICE;

/** What serverless.yml reads: everything that follows from the datasets, from the stage, or from another number. */
export { delivery };

export interface Template {
  readonly Description: string;
  readonly Resources: Resources;
  readonly Outputs: Readonly<Record<string, Output>>;
  /** What osls adds to resources that it writes itself. */
  readonly extensions?: Readonly<Record<string, { readonly DependsOn: readonly string[] }>>;
}

/**
 * The template of a deployment, besides the functions themselves, which osls writes. Throws one ConfigurationError that
 * names every limit of AWS that the datasets cross.
 */
export function templateOf(
  datasets: readonly DeclaredDataset[],
  deployment: Deployment,
  granted: readonly Grantee[] = grantees,
): Template {
  const template = writtenTemplate(datasets, deployment, granted);
  const problems = [...exceeded(sizeOf(template, datasets, deployment))];
  if (problems.length > 0) {
    throw new ConfigurationError("AWS_LIMIT", "The datasets cross a limit of AWS:", problems);
  }
  return template;
}

/** What is counted of a template, with what osls adds. */
export function sizeOf(
  { Resources, Outputs }: Template,
  datasets: readonly DeclaredDataset[],
  { stage }: Deployment,
): CountedStage {
  const functions = functionsOf(datasets, stage, customResourcesOf(Resources));
  return { resources: Resources, outputs: Outputs, functions: Object.values(functions), datasets };
}

/** The same, whatever its size. */
export function writtenTemplate(
  datasets: readonly DeclaredDataset[],
  deployment: Deployment,
  granted: readonly Grantee[] = grantees,
): Template {
  const problems = problemsOfNames(datasets, deployment);
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_DATASETS", "The datasets do not fit into one template:", problems);
  }
  validateQuality(datasets);
  const pipelines = eventPipelinesOf(datasets, deployment.stage);
  const crawled = datasets.filter(({ strategy }) => strategy === "crawl");
  const validation = validationOf(datasets, deployment.stage);
  const people = granteeRoles(granted, datasets, deployment);
  const reconciles = reconcilerOf(datasets, deployment.stage);
  const told = alarms({ pipelines, validation, reconciles }, deployment);
  const Resources = withEmptying(
    ownedBy(
      deployment.tables,
      withFittingPolicies(people, {
        ...tables(datasets, deployment),
        ...partitionIndexes(datasets, deployment),
        ...crawlers(crawled, deployment),
        ...queues(pipelines, deployment),
        ...(deployment.ownsBucket
          ? ownedBucket(pipelines, datasets, deployment)
          : objectEvents(pipelines, deployment)),
        ...roles(pipelines, deployment),
        ...people,
        ...(validation === undefined ? {} : validator(validation, deployment)),
        ...(reconciles === undefined ? {} : reconciler(reconciles, deployment)),
        ...workGroups(validation, deployment),
        ...views(datasets, deployment.stage),
        ...namedQueries(datasets, deployment.stage),
        ...told,
        Dashboard: dashboard({ pipelines, validation, reconciles, alarms: told }, deployment),
      }),
    ),
    deployment,
  );
  return {
    Description: `Registers S3 partitions in the Glue Data Catalog (stage ${deployment.stage})`,
    Resources,
    ...deafToEmptying(pipelines, Resources),
    Outputs: {
      BucketName: { Description: "Where the objects are", Value: sub(deployment.bucket) },
      ...Object.fromEntries(pipelines.flatMap(queueOutputs)),
      BiWorkGroupName: {
        Description: "Athena workgroup of dashboards",
        Value: biWorkGroupName(deployment.stage),
      },
      ...outputOfList(givenList()?.file),
      AlarmTopicArn: { Description: "Where the alarms are sent", Value: ref("AlarmTopic") },
      ...(validation === undefined ? {} : validationOutputs(validation)),
      ...(datasets.length > DESCRIBED_ONE_BY_ONE ? {} : outputsOfEach(datasets, deployment)),
    },
  };
}

/**
 * When a stage is removed, the mapping that feeds the deregister function goes before its bucket is emptied, because it was
 * made after what empties it: nobody hears of those removals. The queue cannot do it, the bucket waits for its policy.
 */
function deafToEmptying(
  pipelines: readonly EventPipeline[],
  resources: Resources,
): Pick<Template, "extensions"> {
  if (resources[EMPTYING] === undefined) return {};
  const mappings = pipelines.filter(({ events }) => events === "removals").map(eventSourceMappingId);
  return mappings.length === 0
    ? {}
    : { extensions: Object.fromEntries(mappings.map((id) => [id, { DependsOn: [EMPTYING] }])) };
}

/** What keeps datasets, each of them right, out of one template. */
export function problemsOfNames(datasets: readonly DeclaredDataset[], deployment: Deployment): string[] {
  return [
    ...clashes(datasets),
    ...namesOfProd(datasets, deployment.stage),
    ...overlongNames(datasets, deployment),
  ];
}

/** What osls hands to a function that it finds behind ${file()}. */
interface Variables {
  readonly resolveVariable: (variable: string) => Promise<unknown>;
}

async function readInput({ resolveVariable }: Variables): Promise<DeploymentInput> {
  const [stage, bucket, bucketKey, alarmEmail, runbook, tables, eventBus, region, regionAsked] =
    await Promise.all(
      [
        "sls:stage",
        "param:bucket",
        "param:bucketKey",
        "param:alarmEmail",
        "param:runbook",
        "param:tables",
        "param:eventBus",
        "param:region",
        "opt:region, env:AWS_REGION, ''",
      ].map(resolveVariable),
    );
  return {
    stage: String(stage),
    bucket: String(bucket),
    bucketKey: String(bucketKey),
    alarmEmail: String(alarmEmail),
    runbook: String(runbook),
    tables: String(tables),
    eventBus: String(eventBus),
    region: String(region),
    regionAsked: String(regionAsked),
  };
}

/** `${file(./deploy/resources.cjs):resources}` */
export async function resources(variables: Variables): Promise<Template> {
  await validatePromises(datasets);
  return templateOf(datasets, readDeployment(await readInput(variables)));
}

/** `${file(./deploy/resources.cjs):bucket}`: its name. What may be wrong with it is said by `resources`. */
export async function bucket(variables: Variables): Promise<unknown> {
  return sub(bucketName(await readInput(variables)));
}

/** `${file(./deploy/resources.cjs):functions}`: everything below `functions:`, see deploy/functions.ts. */
export async function functions(variables: Variables): Promise<Functions> {
  const { stage, eventBus = "" } = await readInput(variables);
  const template = await resources(variables).catch((thrown) => {
    // What is wrong with the stage or the datasets is said once, by `resources`. Anything else is for osls, which asks
    // again when a variable becomes known.
    if (thrown instanceof ConfigurationError) return undefined;
    throw thrown;
  });
  return functionsOf(datasets, stage, customResourcesOf(template?.Resources ?? {}), eventBus);
}

const customResourcesOf = (resources: Resources) => ({
  empty: resources[EMPTYING] !== undefined,
  indexes: resources[INDEXING] !== undefined,
});
