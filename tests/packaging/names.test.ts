import { beforeAll, describe, expect, test } from "@jest/globals";
import { stageOf } from "../../cli/command.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { SERVICE } from "../../shared/runtime/names.ts";
import { packageService } from "./packaged.ts";
import { physicalNames } from "./physical-names.ts";

/** The longest that a stage may be called. */
const LONGEST = "z".repeat(16);

/** What each service takes for a name, from the pages of its API. */
const NAMES: Readonly<Record<string, RegExp>> = {
  // Athena: WorkGroupName
  "AWS::Athena::WorkGroup": /^[a-zA-Z0-9._-]{1,128}$/,
  "AWS::Athena::NamedQuery": /^.{1,128}$/,
  // CloudWatch: PutMetricAlarm, PutDashboard
  "AWS::CloudWatch::Alarm": /^[\x20-\x7e]{1,255}$/,
  "AWS::CloudWatch::Dashboard": /^[A-Za-z0-9_-]{1,255}$/,
  // EventBridge: PutRule
  "AWS::Events::Rule": /^[.\-_A-Za-z0-9]{1,64}$/,
  // Athena: names of databases are lower-case letters, digits and "_"
  "AWS::Glue::Database": /^[a-z0-9_]{1,255}$/,
  // IAM: CreateRole
  "AWS::IAM::Role": /^[\w+=,.@-]{1,64}$/,
  // Lambda: CreateFunction
  "AWS::Lambda::Function": /^[a-zA-Z0-9-_]{1,64}$/,
  // CloudWatch Logs: CreateLogGroup
  "AWS::Logs::LogGroup": /^[.\-_/#A-Za-z0-9]{1,512}$/,
  // S3: bucket naming rules
  "AWS::S3::Bucket": /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  // EventBridge Scheduler: CreateScheduleGroup
  "AWS::Scheduler::ScheduleGroup": /^[0-9a-zA-Z-_.]{1,64}$/,
  // SNS: CreateTopic
  "AWS::SNS::Topic": /^[A-Za-z0-9_-]{1,256}$/,
  // SQS: CreateQueue
  "AWS::SQS::Queue": /^[a-zA-Z0-9-_]{1,80}$/,
  // CloudFormation: CreateStack
  stack: /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/,
};

let names: readonly (readonly [type: string, name: string])[];

beforeAll(async () => {
  const { template } = await packageService("--stage", LONGEST, "--param=alarmEmail=ops@example.com");
  names = [...physicalNames(template), `stack ${SERVICE}-${LONGEST}`].map((named) => {
    const [type, ...name] = named.split(" ");
    return [type!, plain(name.join(" "))];
  });
}, 300_000);

/** A name that CloudFormation puts together, or that lies in a document, as the service sees it. */
function plain(name: string): string {
  const text = name.startsWith("{") ? Object.values(JSON.parse(name) as Record<string, string>)[0]! : name;
  return text.replaceAll(`\${AWS::AccountId}`, "000000000000");
}

test("the longest name of a stage fits into every name that it is part of", () => {
  const wrong = names.filter(([type, name]) => !NAMES[type]?.test(name));
  expect(wrong).toEqual([]);
  expect(names.filter(([, name]) => name.includes(LONGEST))).toEqual(names);
});

describe("a stage", () => {
  const refused = [
    ...["", " ", "-", "my-feature", "my_feature", "Dev", "1st", "é", "dev ", "dev\n", "a.b", "a/b", "$dev"],
    `${LONGEST}z`,
  ];

  test.each(refused)("is refused alike by packaging and by commands: %j", (stage) => {
    const message = `${JSON.stringify(stage)} must be a letter of a-z followed by at most 15 of a-z and 0-9`;
    expect(() => readDeployment({ stage, bucket: "", alarmEmail: "" })).toThrow(`stage ${message}`);
    expect(() => stageOf("status", stage)).toThrow(`--stage ${message}`);
  });

  test.each(["a", "dev", "demo", "prod", "pr1234", LONGEST])("is taken by both: %j", (stage) => {
    expect(readDeployment({ stage, bucket: "lake", alarmEmail: "" })).toMatchObject({ stage });
    expect(stageOf("status", stage)).toBe(stage);
  });
});
