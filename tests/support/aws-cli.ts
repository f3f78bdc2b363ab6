/**
 * What the AWS CLI makes of its words: the call of an API. Names of operations, flags and fields are those of the SDK's
 * schemas, so a command that is read here names nothing that AWS has not.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-types.html
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as athena from "@aws-sdk/client-athena";
import * as events from "@aws-sdk/client-eventbridge";
import * as glue from "@aws-sdk/client-glue";
import * as iam from "@aws-sdk/client-iam";
import * as kms from "@aws-sdk/client-kms";
import * as lakeformation from "@aws-sdk/client-lakeformation";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3api from "@aws-sdk/client-s3";
import * as scheduler from "@aws-sdk/client-scheduler";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import * as sts from "@aws-sdk/client-sts";
import { NormalizedSchema } from "@smithy/core/schema";

type Sdk = Readonly<Record<string, unknown>>;

const SERVICES: Readonly<Record<string, readonly [client: string, sdk: Sdk]>> = {
  athena: ["AthenaClient", athena],
  events: ["EventBridgeClient", events],
  glue: ["GlueClient", glue],
  iam: ["IAMClient", iam],
  kms: ["KMSClient", kms],
  lakeformation: ["LakeFormationClient", lakeformation],
  lambda: ["LambdaClient", lambda],
  s3api: ["S3Client", s3api],
  scheduler: ["SchedulerClient", scheduler],
  sns: ["SNSClient", sns],
  sqs: ["SQSClient", sqs],
  sts: ["STSClient", sts],
};

/** Commands without a client here, and commands that are no operation of an API: their flags, and how many words follow. */
const OTHERS: Readonly<Record<string, readonly [words: number, ...flags: string[]]>> = {
  "cloudformation create-change-set": [0, "stack-name", "change-set-name", "deployment-mode"],
  "cloudformation deploy": [0, "template-file", "stack-name", "capabilities", "parameter-overrides"],
  "cloudformation get-template": [0, "stack-name", "template-stage"],
  "s3 cp": [2, "recursive"],
  "s3 mv": [2, "recursive"],
  "s3 sync": [2],
  "service-quotas request-service-quota-increase": [0, "service-code", "quota-code", "desired-value"],
  "sso login": [0, "profile"],
};

export interface AwsCall {
  readonly service: string;
  /** "CreateTable"; of a command without a client here the CLI's own word. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Throws what the CLI would complain of. Files are looked for in `folder`. */
export function readAwsCall(words: readonly string[], folder: string): AwsCall {
  const [service = "", verb = "", ...rest] = words;
  const { before, flags } = split(rest);
  const other = OTHERS[`${service} ${verb}`];
  if (other !== undefined) {
    const [wanted, ...known] = other;
    expectWords(before, wanted);
    for (const [flag] of flags) if (!known.includes(flag)) throw new Error(`unknown options: --${flag}`);
    return { service, operation: verb, input: Object.fromEntries(flags) };
  }
  const { operation, schema } = operationOf(service, verb);
  const members = new Map(
    Object.entries(schema.getMemberSchemas()).map(([name, member]) => [kebab(name), { name, member }]),
  );
  const given: Record<string, unknown> = {};
  const positional = [...before];
  for (const [said, values] of flags) {
    const flag = RENAMED[`${service} ${verb} ${said}`] ?? said;
    const field = members.get(flag) ?? members.get(flag.replace(/^no-/, ""));
    // A list takes every word that follows, a switch none; what others leave stands alone.
    const taken = field?.member.isListSchema() ? values.length : field?.member.isBooleanSchema() ? 0 : 1;
    positional.push(...values.slice(taken));
    const own = values.slice(0, taken);
    if (field === undefined) Object.assign(given, cliFlag(flag, own, folder));
    else if (field.member.isBooleanSchema()) given[field.name] = !flag.startsWith("no-");
    else given[field.name] = readValue(own, field.member, folder, flag);
  }
  // What Lambda answers goes to a file.
  expectWords(positional, operation === "Invoke" ? 1 : 0);
  return { service, operation, input: checked(given, schema, operation) as AwsCall["input"] };
}

/** Sends it as the CLI would, and answers what it would print. */
export async function sendAwsCall({ service, operation, input }: AwsCall, config: object): Promise<object> {
  const [client, sdk] = SERVICES[service]!;
  const Client = sdk[client] as new (
    config: object,
  ) => { send(command: object): Promise<object | undefined> };
  const Command = sdk[`${operation}Command`] as new (input: object) => object;
  const { $metadata: _, ...answer } = ((await new Client(config).send(new Command(input))) ?? {}) as {
    readonly $metadata?: unknown;
  };
  return answer;
}

type Flag = readonly [name: string, values: readonly string[]];

/** The words before the first flag, and every flag with those up to the next. */
function split(words: readonly string[]): { before: readonly string[]; flags: readonly Flag[] } {
  const [before = [], ...groups] = words.reduce<string[][]>(
    (all, word) => {
      if (word.startsWith("--")) all.push([word]);
      else all.at(-1)!.push(word);
      return all;
    },
    [[]],
  );
  return { before, flags: groups.map(([flag, ...values]) => [flag!.slice(2), values] as const) };
}

function expectWords(found: readonly string[], wanted: number): void {
  if (found.length !== wanted)
    throw new Error(`expected ${wanted} words without a flag, got: ${found.join(" ")}`);
}

/** Fields whose names the CLI has for something else. */
const RENAMED: Readonly<Record<string, string>> = { "sns subscribe notification-endpoint": "endpoint" };

const CLI_FLAGS = ["query", "output", "region", "profile", "cli-binary-format"];

function cliFlag(flag: string, values: readonly string[], folder: string): object {
  const [value] = values;
  if (value === undefined) throw new Error(`--${flag}: expected one argument`);
  if (flag === "cli-input-json") return JSON.parse(String(fileOf(value, folder)));
  // CreateFunction has the file within a field.
  if (flag === "zip-file") return { Code: { ZipFile: fileOf(value, folder) } };
  if (!CLI_FLAGS.includes(flag)) throw new Error(`unknown options: --${flag}`);
  return {};
}

/** As a schema of the SDK says of itself that it is one of an operation: [9, namespace, name, traits, input, output]. */
const OPERATION = 9;

function operationOf(service: string, verb: string) {
  const [, sdk] = SERVICES[service] ?? [];
  if (sdk === undefined) throw new Error(`unknown service: ${service}`);
  const found = Object.values(sdk).find(
    (one) => isArray(one) && one[0] === OPERATION && kebab(String(one[2])) === verb,
  );
  if (!isArray(found)) throw new Error(`unknown operation of ${service}: ${verb}`);
  return { operation: String(found[2]), schema: NormalizedSchema.of(found[4] as () => never) };
}

const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** "KMSKeyArn" → "kms-key-arn" */
const kebab = (name: string) =>
  name
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase();

function fileOf(text: string, folder: string): string | Buffer {
  const [, binary, path] = /^file(b?):\/\/(.*)$/s.exec(text) ?? [];
  if (path === undefined) return text;
  const contents = readFileSync(join(folder, path));
  return binary === "b" ? contents : contents.toString();
}

function readValue(
  words: readonly string[],
  schema: NormalizedSchema,
  folder: string,
  flag: string,
): unknown {
  const isList = schema.isListSchema();
  if (words.length === 0 || (!isList && words.length > 1))
    throw new Error(`--${flag}: expected one argument`);
  const text = String(fileOf(words[0]!, folder));
  const isSimple = !isList && !schema.isMapSchema() && !schema.isStructSchema() && !schema.isDocumentSchema();
  if (isSimple) return text;
  if (/^\s*[[{]/.test(text)) return JSON.parse(text);
  if (!isList) return shorthand(text);
  return schema.getValueSchema().isStringSchema() ? words : words.map(shorthand);
}

/** "A=b,C=d"; what nests is written as JSON by whoever wants to be read here. */
function shorthand(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(",").map((pair) => {
      const [name, value] = pair.split("=");
      if (value === undefined || /[{}[\]]/.test(pair)) throw new Error(`no JSON, and no name=value: ${text}`);
      return [name!, value];
    }),
  );
}

/** The value as the schema has it; throws for what the schema has not. */
function checked(value: unknown, schema: NormalizedSchema, path: string): unknown {
  if (schema.isListSchema()) {
    if (!isArray(value)) throw new Error(`${path}: expected a list`);
    return value.map((item, at) => checked(item, schema.getValueSchema(), `${path}[${at}]`));
  }
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    return mapped(value, path, (_, one, at) => checked(one, item, at));
  }
  if (schema.isStructSchema()) {
    const members = schema.getMemberSchemas();
    const missing = requiredOf(schema).filter((name) => !Object.hasOwn(Object(value), name));
    if (missing.length > 0) throw new Error(`${path}: missing ${missing.join(", ")}`);
    return mapped(value, path, (name, one, at) => {
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      if (member === undefined) throw new Error(`${path}: unknown field ${name}`);
      return checked(one, member, at);
    });
  }
  const wanted = schema.isNumericSchema() ? "number" : schema.isBooleanSchema() ? "boolean" : undefined;
  const read = wanted !== undefined && typeof value === "string" ? JSON.parse(value) : value;
  const isWrong = schema.isStringSchema()
    ? typeof read !== "string"
    : wanted !== undefined && typeof read !== wanted;
  if (isWrong) throw new Error(`${path}: expected a ${wanted ?? "string"}`);
  return read;
}

/** [3, namespace, name, traits, names, members, how many of the names are required] */
function requiredOf(schema: NormalizedSchema): readonly string[] {
  const [, , , , names, , required = 0] = schema.getSchema() as unknown as readonly unknown[];
  return (names as readonly string[]).slice(0, Number(required));
}

function mapped(
  value: unknown,
  path: string,
  read: (name: string, value: unknown, path: string) => unknown,
): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || isArray(value))
    throw new Error(`${path}: expected an object`);
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, read(name, one, `${path}.${name}`)]),
  );
}
