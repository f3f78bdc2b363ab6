import type { Dataset } from "../shared/dataset.ts";
import { datasets } from "../shared/datasets.ts";
import { ConfigurationError } from "../shared/errors.ts";
import { databaseName } from "../shared/names.ts";
import { alarms } from "./alarms.ts";
import { ownedBucket } from "./bucket.ts";
import { type Output, pascalCase, type Resources, ref, sub } from "./cloudformation.ts";
import { delivery } from "./delivery.ts";
import { bucketName, type Deployment, type DeploymentInput, readDeployment } from "./deployment.ts";
import { objectEvents } from "./object-events.ts";
import { queues } from "./queues.ts";
import { roles } from "./roles.ts";
import { clashes, tables } from "./tables.ts";

/** What serverless.yml reads: everything that follows from the datasets, from the stage, or from another number. */
export { delivery };

export interface Template {
  readonly Description: string;
  readonly Resources: Resources;
  readonly Outputs: Readonly<Record<string, Output>>;
}

/** The template of a deployment, besides the function itself, which osls writes. */
export function templateOf(datasets: readonly Dataset[], deployment: Deployment): Template {
  const problems = [...clashes(datasets)];
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_DATASETS", "The datasets do not fit into one template:", problems);
  }
  return {
    Description: `Registers S3 partitions in the Glue Data Catalog (stage ${deployment.stage})`,
    Resources: {
      ...tables(datasets, deployment),
      ...queues(deployment),
      ...(deployment.ownsBucket ? ownedBucket(datasets, deployment) : objectEvents(datasets, deployment)),
      ...roles(datasets, deployment),
      ...alarms(deployment),
    },
    Outputs: outputs(datasets, deployment),
  };
}

function outputs(datasets: readonly Dataset[], { stage, bucket }: Deployment): Record<string, Output> {
  const tableOutputs = datasets.map(({ name, database, table }) => [
    `${pascalCase(name)}TableName`,
    { Description: `Table of the dataset ${name}`, Value: `${databaseName(database, stage)}.${table}` },
  ]);
  return {
    BucketName: { Description: "Where the objects are", Value: sub(bucket) },
    RegisterQueueUrl: { Description: "Where their events arrive", Value: ref("RegisterQueue") },
    ParkingQueueUrl: { Description: "Where messages wait for a person", Value: ref("ParkingQueue") },
    AlarmTopicArn: { Description: "Where the alarms are sent", Value: ref("AlarmTopic") },
    ...Object.fromEntries(tableOutputs),
  };
}

/** What osls hands to a function that it finds behind ${file()}. */
interface Variables {
  readonly resolveVariable: (variable: string) => Promise<unknown>;
}

async function readInput({ resolveVariable }: Variables): Promise<DeploymentInput> {
  const [stage, bucket, alarmEmail] = await Promise.all(
    ["sls:stage", "param:bucket", "param:alarmEmail"].map(resolveVariable),
  );
  return { stage: String(stage), bucket: String(bucket), alarmEmail: String(alarmEmail) };
}

/** `${file(./deploy/resources.cjs):resources}` */
export async function resources(variables: Variables): Promise<Template> {
  return templateOf(datasets, readDeployment(await readInput(variables)));
}

/** `${file(./deploy/resources.cjs):bucket}`: its name. What may be wrong with it is said by `resources`. */
export async function bucket(variables: Variables): Promise<unknown> {
  return sub(bucketName(await readInput(variables)));
}
