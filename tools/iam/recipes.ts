/** The templates of docs/recipes: who does what there, by what they themselves say, and what nobody of them may do. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { References } from "../../deploy/template-references.ts";
import type { Rest } from "./catalogue.ts";
import type { Judged } from "./judge.ts";
import { policyOf } from "./policy.ts";
import type { ForbiddenRequest } from "./refused-by-kind.ts";
import type { AccessRequest } from "./request.ts";
import { ACCOUNT, arnOf, REGION, type Role } from "./template.ts";
import type { NeededRequest } from "./world.ts";

const FOLDER = new URL("../../docs/recipes/", import.meta.url);

export const RECIPES = readdirSync(FOLDER).filter((file) => file.endsWith(".yml"));

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: string }>>;
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** A template somewhere in the account. */
export interface Recipe extends Judged {
  readonly calls: readonly NeededRequest[];
  readonly refusals: readonly ForbiddenRequest[];
}

const BUCKET = "market-data-lake";
const SESSIONS = "stock-trades-platform/quality/sessions";
const VALUES: Readonly<Record<string, string>> = {
  Bucket: BUCKET,
  Job: arnOf("states", "stateMachine:training"),
  Email: "people@example.com",
};

export function recipeOf(file: string, rest: Rest): Recipe {
  return permissionsIn(templateIn(readFileSync(new URL(file, FOLDER), "utf8")), rest);
}

export function permissionsIn(template: Template, rest: Rest): Recipe {
  const references = referencesOf(template);
  const resources = Object.entries(template.Resources).map(([id, { Type, Properties }]) => {
    return { id, Type, Properties, resolve: (name: string) => references.resolve(Properties[name]) };
  });
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  const roles = ofType("AWS::IAM::Role").map(({ id, resolve }): Role => {
    const policies = resolve("Policies") as readonly { readonly PolicyDocument: unknown }[];
    if (policies.length !== 1) throw new Error(`${id} has ${policies.length} policies, expected one`);
    const policy = policyOf(policies[0]!.PolicyDocument);
    return { name: id, arn: roleArn(id), trust: policyOf(resolve("AssumeRolePolicyDocument")), policy };
  });
  const resourcePolicies = new Map(
    ofType("AWS::SNS::TopicPolicy").flatMap(({ resolve }) =>
      (resolve("Topics") as string[]).map((arn) => [arn, policyOf(resolve("PolicyDocument"))] as const),
    ),
  );
  const calls = [
    ...ofType("AWS::Events::Rule").flatMap(({ Properties }) =>
      (Properties.Targets as readonly { readonly Arn: unknown; readonly RoleArn?: unknown }[]).flatMap(
        ({ Arn, RoleArn }) => callsOfTarget(references.resolve(Arn), references.resolve(RoleArn)),
      ),
    ),
    ...ofType("AWS::StepFunctions::StateMachine").flatMap(({ resolve }) =>
      callsOfMachine(String(resolve("DefinitionString")), String(resolve("RoleArn"))),
    ),
  ];
  const machines = ofType("AWS::StepFunctions::StateMachine").map(({ id }) => references.refOf(id));
  const refusals = [
    ...roles.flatMap((role) => refusalsOf(role, machines, calls, rest)),
    ...[...resourcePolicies.keys()].flatMap(refusalsOfTopic),
  ];
  return { permissions: { roles, resourcePolicies }, grants: [], calls, refusals };
}

/** CloudFormation's short forms of its functions, which YAML has tags for. */
function templateIn(text: string): Template {
  const require = createRequire(createRequire(import.meta.url).resolve("serverless/package.json"));
  const yaml = require("js-yaml");
  const tag = (name: string, kind: string, construct: (data: unknown) => unknown) =>
    new yaml.Type(`!${name}`, { kind, construct });
  const schema = yaml.DEFAULT_SCHEMA.extend([
    tag("Ref", "scalar", (data) => ({ Ref: data })),
    tag("Sub", "scalar", (data) => ({ "Fn::Sub": data })),
    tag("GetAtt", "scalar", (data) => ({ "Fn::GetAtt": String(data).split(".") })),
    tag("Split", "sequence", (data) => ({ "Fn::Split": data })),
  ]);
  return yaml.load(text, { schema }) as Template;
}

const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** What Ref gives for each, which of a state machine and of a topic is its ARN. */
const REFERENCES: Readonly<Record<string, (id: string) => string>> = {
  "AWS::StepFunctions::StateMachine": (id) => arnOf("states", `stateMachine:${id}`),
  "AWS::SNS::Topic": (id) => arnOf("sns", id),
};

function referencesOf({ Parameters, Resources }: Template): References {
  const references = new References({ region: REGION, accountId: ACCOUNT });
  for (const [name, { Default }] of Object.entries(Parameters)) {
    const ref = VALUES[name] ?? Default;
    if (ref !== undefined) references.learn(name, { ref });
  }
  for (const [id, { Type }] of Object.entries(Resources)) {
    const ref = REFERENCES[Type]?.(id) ?? id;
    references.learn(id, Type === "AWS::IAM::Role" ? { ref, arn: roleArn(id) } : { ref });
  }
  return references;
}

/** What EventBridge does for a target of a rule: by a role, or as itself. */
function callsOfTarget(target: unknown, role: unknown): NeededRequest[] {
  const resource = String(target);
  const events = "events.amazonaws.com";
  if (role === undefined) return [{ by: events, source: "by AWS", action: "sns:Publish", resource }];
  const by = nameOf(String(role));
  return [
    { by: events, source: "by AWS", action: "sts:AssumeRole", resource: String(role) },
    { by, source: "by AWS", action: "states:StartExecution", resource },
  ];
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
}

function callsOfMachine(definition: string, role: string): NeededRequest[] {
  const by = nameOf(role);
  const { States } = JSON.parse(definition) as { readonly States: Readonly<Record<string, State>> };
  const requests = Object.values(States).flatMap(requestsOf);
  return [
    { by: "states.amazonaws.com", source: "by AWS", action: "sts:AssumeRole", resource: role },
    ...requests.map((request): NeededRequest => ({ ...request, by, source: "by AWS" })),
  ];
}

function requestsOf({ Type, Resource = "", Parameters = {}, ItemProcessor }: State): AccessRequest[] {
  const within = Object.values(ItemProcessor?.States ?? {}).flatMap(requestsOf);
  if (Type !== "Task") return within;
  switch (Resource) {
    case "arn:aws:states:::aws-sdk:s3:getObject": {
      const bucket = `arn:aws:s3:::${Parameters.Bucket}`;
      const key = filledIn(String(Parameters["Key.$"]));
      // Who may not list a bucket is told that an absent object is forbidden.
      const listing = { action: "s3:ListBucket", resource: bucket, context: { "s3:prefix": key } };
      return [...within, { action: "s3:GetObject", resource: `${bucket}/${key}` }, listing];
    }
    case "arn:aws:states:::states:startExecution":
      return [...within, { action: "states:StartExecution", resource: String(Parameters.StateMachineArn) }];
    default:
      throw new Error(`nobody says which permissions a task takes that does ${Resource}`);
  }
}

/** "States.Format('a/{}/{}.json', $.dataset, $.session)" → "a/trades/2026-11-20.json" */
function filledIn(format: string): string {
  const [, text] = /^States\.Format\('([^']*)'/.exec(format) ?? [];
  if (text === undefined) throw new Error(`${format} is no States.Format of a text`);
  const values = ["trades", "2026-11-20"];
  return text.replaceAll("{}", () => values.shift() ?? "any");
}

const nameOf = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

function refusalsOf(
  { name: by, arn, trust }: Role,
  machines: readonly string[],
  calls: readonly NeededRequest[],
  rest: Rest,
): ForbiddenRequest[] {
  const state = `arn:aws:s3:::${BUCKET}/${SESSIONS}/trades/2026-11-20.json`;
  const refused = (what: string, action: string, resource: string, prefix?: string): ForbiddenRequest => {
    return { by, what, action, resource, ...(prefix !== undefined && { context: { "s3:prefix": prefix } }) };
  };
  const own = new Set(calls.filter((call) => call.by === by).map(({ resource }) => resource));
  const others = [...machines, VALUES.Job!, arnOf("states", "stateMachine:other")].filter(
    (machine) => !own.has(machine),
  );
  const takers = ["events.amazonaws.com", "states.amazonaws.com", "lambda.amazonaws.com"];
  const trusted = JSON.stringify(trust);
  return [
    refused("other objects", "s3:GetObject", `arn:aws:s3:::${BUCKET}/stock-trades-platform/raw/trades/a`),
    refused("another bucket", "s3:GetObject", state.replace(BUCKET, `${BUCKET}-other`)),
    refused("writing", "s3:PutObject", state),
    refused("writing", "s3:DeleteObject", state),
    refused("other listings", "s3:ListBucket", `arn:aws:s3:::${BUCKET}`, "stock-trades-platform/raw/"),
    refused("other listings", "s3:ListBucket", `arn:aws:s3:::${BUCKET}-other`, `${SESSIONS}/trades/`),
    refused("other listings", "s3:ListBucketVersions", `arn:aws:s3:::${BUCKET}`, `${SESSIONS}/trades/`),
    ...others.map((machine) => refused("another state machine", "states:StartExecution", machine)),
    ...[...machines, VALUES.Job!].flatMap((machine) =>
      ["states:DeleteStateMachine", "states:UpdateStateMachine"].map((action) =>
        refused("changing what it starts", action, machine),
      ),
    ),
    ...[...rest.iam, ...rest.services].map((request) => ({ ...request, by, what: "all else" })),
    ...takers
      .filter((service) => !trusted.includes(service))
      .map((service) => ({ by: service, what: "roles of others", action: "sts:AssumeRole", resource: arn })),
  ];
}

const refusalsOfTopic = (resource: string): ForbiddenRequest[] => [
  { by: "s3.amazonaws.com", what: "other services", action: "sns:Publish", resource },
  { by: "events.amazonaws.com", what: "changing topics", action: "sns:Subscribe", resource },
  { by: "events.amazonaws.com", what: "changing topics", action: "sns:SetTopicAttributes", resource },
];
