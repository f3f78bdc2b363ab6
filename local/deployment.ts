/** `sls deploy` for the local stack: carries out the very template that deploy/ writes, over the wire. */

import type { Resource, Resources } from "../deploy/cloudformation.ts";
import { readDeployment } from "../deploy/deployment.ts";
import { templateOf } from "../deploy/resources.ts";
import { References, type TemplatePlace } from "../deploy/template-references.ts";
import type { Emulator } from "../emulator/index.ts";
import type { DeclaredDataset } from "../shared/quality/quality.ts";
import { clientsOf, type ResourceType } from "./resource-type.ts";
import { LEFT_OUT, SUPPORTED_TYPES } from "./resource-types.ts";

/** What was deployed. */
export interface Deployed {
  readonly bucket: string;
  readonly registerQueueUrl: string;
  readonly parkingQueueUrl: string;
  /** The queues of the crawl datasets; undefined when there are none. */
  readonly crawlQueueUrl: string | undefined;
  readonly crawlParkingQueueUrl: string | undefined;
  /** The queues of the function that reads files; undefined when no dataset is guarded. */
  readonly guardQueueUrl: string | undefined;
  readonly guardParkingQueueUrl: string | undefined;
  /** The queues of the functions that look at sessions and judge them; undefined when no dataset promises anything. */
  readonly lookQueueUrl: string | undefined;
  readonly lookParkingQueueUrl: string | undefined;
  readonly validateQueueUrl: string | undefined;
  /** The queues of the datasets whose empty partitions are removed; undefined when there are none. */
  readonly deregisterQueueUrl: string | undefined;
  readonly deregisterParkingQueueUrl: string | undefined;
  /** The queue of the reconcile function; undefined when nothing is registered. */
  readonly reconcileQueueUrl: string | undefined;
  /** The topic to which changes of the data's quality are told; undefined when no dataset promises anything. */
  readonly qualityTopicArn: string | undefined;
}

/**
 * Creates the queues, topics, databases, tables, crawlers and bucket of a stage that owns its bucket. `lacking` are types
 * of resources that the place does not have.
 */
export async function deployStage(
  emulator: Emulator,
  stage: string,
  datasets: readonly DeclaredDataset[],
  lacking: readonly string[] = [],
): Promise<Deployed> {
  const resources = Object.entries(resourcesOf(stage, datasets));
  const known = resources.filter(([, { Type }]) => !lacking.includes(Type));
  return deployed(await carryOut(emulator, Object.fromEntries(known)));
}

/**
 * `sls deploy` after shared/datasets.ts was edited. Rejects as the AWS call does that fails; what was created
 * goes again then, and what was updated stays so. A resource keeps its name as long as it keeps its logical id: nothing is replaced.
 */
export async function updateStage(
  emulator: Emulator,
  stage: string,
  before: readonly DeclaredDataset[],
  after: readonly DeclaredDataset[],
): Promise<Deployed> {
  return deployed(await carryOut(emulator, resourcesOf(stage, after), resourcesOf(stage, before)));
}

const resourcesOf = (stage: string, datasets: readonly DeclaredDataset[]) =>
  templateOf(datasets, readDeployment({ stage, bucket: "", alarmEmail: "" })).Resources;

const deployed = (references: References): Deployed => ({
  bucket: references.refOf("DataBucket"),
  registerQueueUrl: references.refOf("RegisterQueue"),
  parkingQueueUrl: references.refOf("ParkingQueue"),
  crawlQueueUrl: references.find("CrawlQueue"),
  crawlParkingQueueUrl: references.find("CrawlParkingQueue"),
  guardQueueUrl: references.find("GuardQueue"),
  guardParkingQueueUrl: references.find("GuardParkingQueue"),
  lookQueueUrl: references.find("LookQueue"),
  lookParkingQueueUrl: references.find("LookParkingQueue"),
  validateQueueUrl: references.find("ValidateQueue"),
  deregisterQueueUrl: references.find("DeregisterQueue"),
  deregisterParkingQueueUrl: references.find("DeregisterParkingQueue"),
  reconcileQueueUrl: references.find("ReconcileQueue"),
  qualityTopicArn: references.find("QualityTopic"),
});

/**
 * What CloudFormation does, and in its order: first everything of the new template is created or updated, then what
 * only the old one had is deleted. Returns what Ref gives in the new template.
 */
export async function carryOut(
  place: TemplatePlace,
  wanted: Resources,
  existing: Resources = {},
): Promise<References> {
  checkTypes(wanted);
  const clients = clientsOf(place);
  const references = referencesOf(place, wanted);
  const undo: (() => Promise<unknown> | undefined)[] = [];
  try {
    for (const { id, type, resource } of inOrder(wanted)) {
      // Nobody is called to make a custom resource: it is made here.
      const { ServiceToken: _, ...written } = resource.Properties;
      const properties = references.resolve(written) as Resource["Properties"];
      const old = existing[id];
      if (old === undefined) {
        await type.create(clients, properties);
        undo.push(() => type.remove?.(clients, properties, references.refOf(id)));
      } else if (!isSame(old, resource)) await type.update(clients, properties, references.refOf(id));
    }
  } catch (thrown) {
    for (const remove of undo.reverse()) await remove();
    throw thrown;
  }
  const past = referencesOf(place, existing);
  for (const { id, type, resource } of inOrder(existing).reverse()) {
    if (wanted[id] !== undefined) continue;
    await type.remove?.(clients, past.resolve(resource.Properties) as Resource["Properties"], past.refOf(id));
  }
  return references;
}

function checkTypes(resources: Resources): void {
  for (const [id, { Type }] of Object.entries(resources)) {
    if (SUPPORTED_TYPES[Type] === undefined && !LEFT_OUT.has(Type)) {
      throw new Error(`the local stack does not know what to do with ${id}, a ${Type}`);
    }
  }
}

/** Names follow from the properties alone, so any order will do, and resources may refer to one another. */
function referencesOf(place: TemplatePlace, resources: Resources): References {
  const references = new References(place);
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    const identity = SUPPORTED_TYPES[Type]?.identity;
    if (identity !== undefined) references.learn(id, identity(Properties, place, references));
  }
  return references;
}

interface Entry {
  readonly id: string;
  readonly type: ResourceType;
  readonly resource: Resource;
}

function inOrder(resources: Resources): Entry[] {
  return Object.entries(SUPPORTED_TYPES).flatMap(([name, type]) =>
    Object.entries(resources)
      .filter(([, { Type }]) => Type === name)
      .sort(deadLetterQueuesFirst)
      .map(([id, resource]) => ({ id, type, resource })),
  );
}

function deadLetterQueuesFirst([, one]: [string, Resource], [, other]: [string, Resource]): number {
  return Number("RedrivePolicy" in one.Properties) - Number("RedrivePolicy" in other.Properties);
}

const isSame = (one: Resource, other: Resource) =>
  JSON.stringify(one.Properties) === JSON.stringify(other.Properties);
