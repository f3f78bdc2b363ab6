import { ConfigurationError } from "../shared/runtime/errors.ts";
import { BUCKET_NAME, EVENT_BUS, ownedBucketName } from "../shared/runtime/names.ts";
import { stageProblem } from "../shared/runtime/stage-name.ts";
import { OWNERS, type Owner } from "./owner.ts";

/** What differs between two deployments, checked. */
export interface Deployment {
  readonly stage: string;
  /** The bucket's name; that of an owned bucket holds `${AWS::AccountId}`. */
  readonly bucket: string;
  /** Does this stack own the bucket? If not, it touches nothing of it: an EventBridge rule brings the events. */
  readonly ownsBucket: boolean;
  /** ARN of the key of KMS with which an existing bucket is encrypted, if it is one of the account's own. */
  readonly bucketKey: string | undefined;
  /** Who is subscribed to the alarms, if anybody is. */
  readonly alarmEmail: string | undefined;
  /** Where docs/operations.md can be read, if the dashboard shall say so. */
  readonly runbook: string | undefined;
  /** The bus of EventBridge on which changes of sessions' states are told. */
  readonly eventBus: string;
  /** Who owns databases, tables, views, crawlers and workgroups. */
  readonly tables: Owner;
}

/** The bus of EventBridge that every account has. */
export const DEFAULT_BUS = "default";

/** As given on the command line and in serverless.yml; absent parameters are empty. */
export interface DeploymentInput {
  readonly stage: string;
  readonly bucket: string;
  readonly alarmEmail: string;
  readonly bucketKey?: string;
  readonly runbook?: string;
  readonly tables?: string;
  readonly eventBus?: string;
  /** Where the stage is. */
  readonly region?: string;
  /** Where a command is to look for it, if it says so: --region, or AWS_REGION. */
  readonly regionAsked?: string;
}

/** "eu-west-1", "us-gov-east-1" */
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

/** Of a key, which policies have to name: an alias is nothing that IAM knows. */
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Throws one ConfigurationError that names every problem. */
export function readDeployment(input: DeploymentInput): Deployment {
  const problems = [...problemsOf(input)];
  if (problems.length > 0) {
    throw new ConfigurationError("USAGE", "This stage cannot be packaged:", problems);
  }
  return {
    stage: input.stage,
    bucket: bucketName(input),
    ownsBucket: input.bucket === "",
    bucketKey: input.bucketKey === "" ? undefined : input.bucketKey,
    alarmEmail: input.alarmEmail === "" ? undefined : input.alarmEmail,
    runbook: input.runbook === "" ? undefined : input.runbook,
    tables: (input.tables ?? "stack") as Owner,
    eventBus: input.eventBus || DEFAULT_BUS,
  };
}

/** The bucket given, or else the one that the stage owns. */
export function bucketName({ stage, bucket }: Pick<DeploymentInput, "stage" | "bucket">): string {
  return bucket === "" ? ownedBucketName(stage, `\${AWS::AccountId}`) : bucket;
}

/** Of what Markdown takes for the address of a link, and CloudFormation for text. */
const WEB_ADDRESS = /^https?:\/\/[^\s()${}"\\]+$/;

function* problemsOf({
  stage,
  bucket,
  alarmEmail,
  bucketKey = "",
  runbook = "",
  tables = "stack",
  region = "",
  regionAsked = "",
  eventBus = "",
}: DeploymentInput): Generator<string> {
  const problem = stageProblem(stage);
  if (problem !== undefined) yield `stage ${problem}`;
  if (stage === "prod" && bucket === "") {
    yield 'stage "prod" always uses an existing bucket; name it in serverless.yml, at params: prod: bucket:';
  }
  if (bucket !== "" && !BUCKET_NAME.test(bucket)) {
    yield `parameter bucket ${JSON.stringify(bucket)} is not a bucket's name`;
  }
  if (bucketKey !== "" && !KEY_ARN.test(bucketKey)) {
    yield `parameter bucketKey ${JSON.stringify(bucketKey)} is not the ARN of a key of KMS; an alias has another ARN`;
  }
  if (bucketKey !== "" && bucket === "") {
    yield "parameter bucketKey is for an existing bucket: one that the stage owns is encrypted with keys of S3";
  }
  if (alarmEmail !== "" && !EMAIL.test(alarmEmail)) {
    yield `parameter alarmEmail ${JSON.stringify(alarmEmail)} is not an e-mail address`;
  }
  if (runbook !== "" && !WEB_ADDRESS.test(runbook)) {
    yield `parameter runbook ${JSON.stringify(runbook)} is not a web address`;
  }
  if (eventBus !== "" && !EVENT_BUS.test(eventBus)) {
    yield `parameter eventBus ${JSON.stringify(eventBus)} is not the name of a bus of EventBridge`;
  }
  if (region !== "" && !REGION.test(region)) {
    yield `parameter region ${JSON.stringify(region)} is not a Region`;
  }
  // A second stack of the name would want the same roles and the same bucket, which an account has once.
  if (region !== "" && regionAsked !== "" && regionAsked !== region) {
    yield `stage ${JSON.stringify(stage)} is in ${region}, and --region or AWS_REGION says ${regionAsked}: in a second Region it needs a second name; a new stage's Region is written in serverless.yml, at params: ${stage}: region:`;
  }
  if (!Object.hasOwn(OWNERS, tables)) {
    yield `parameter tables ${JSON.stringify(tables)} must be one of ${Object.keys(OWNERS).join(", ")}`;
  }
}
