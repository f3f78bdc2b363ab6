/** One type of resource in a template: what a resource of it is called, and the calls that make, change and end it. */
import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { References, ResourceIdentity, TemplatePlace } from "../deploy/template-references.ts";
import { clientConfig } from "../emulator/index.ts";

export interface ResourceClients {
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

export function clientsOf(place: Parameters<typeof clientConfig>[0]): ResourceClients {
  const config = clientConfig(place);
  return {
    athena: new AthenaClient(config),
    glue: new GlueClient(config),
    iam: new IAMClient(config),
    s3: new S3Client(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
  };
}

/** What a resource of the template says. */
export type Properties = Readonly<Record<string, unknown>>;

export interface ResourceType {
  /** From properties as they are written; `references` knows the pseudo parameters at least. */
  identity(properties: Properties, place: TemplatePlace, references: References): ResourceIdentity;
  /** This and the others are given properties whose references are resolved. */
  create(clients: ResourceClients, properties: Properties): Promise<unknown>;
  update(clients: ResourceClients, properties: Properties, ref: string): Promise<unknown>;
  /** Undefined: CloudFormation retains it. */
  readonly remove?: (clients: ResourceClients, properties: Properties, ref: string) => Promise<unknown>;
}
