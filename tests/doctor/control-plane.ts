/** The services that the local stack does not speak: what they hold, and the calls that read and change it. */
import {
  DescribeRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { DescribeKeyCommand, EnableKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  GrantPermissionsCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  ListResourcesCommand,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  type EventSourceMappingConfiguration,
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";

interface LambdaState {
  timeout: number;
  variables: Readonly<Record<string, string>>;
  reserved: number | undefined;
}

interface RuleState {
  state: "ENABLED" | "DISABLED";
  pattern: string;
  targets: Target[];
}

interface ScheduleState {
  readonly Name: string;
  State: "ENABLED" | "DISABLED";
  readonly [property: string]: unknown;
}

interface TopicState {
  confirmed: number;
  pending: number;
}

interface GrantState {
  readonly principal: string;
  readonly permissions: readonly string[];
  readonly resource: Resource;
}

interface KeyState {
  readonly id: string;
  readonly arn: string;
  enabled: boolean;
  policy: object;
}

/** What an account holds. Tests change it as a person with a console would. */
export interface Account {
  readonly functions: Map<string, LambdaState>;
  readonly mappings: EventSourceMappingConfiguration[];
  unreserved: number;
  readonly rules: Map<string, RuleState>;
  /** By group. */
  readonly schedules: Map<string, ScheduleState[]>;
  /** By ARN. */
  readonly topics: Map<string, TopicState>;
  grants: GrantState[];
  readonly lakeLocations: string[];
  /** By alias. */
  readonly keys: Map<string, KeyState>;
}

export const emptyAccount = (): Account => ({
  functions: new Map(),
  mappings: [],
  unreserved: 1000,
  rules: new Map(),
  schedules: new Map(),
  topics: new Map(),
  grants: [],
  lakeLocations: [],
  keys: new Map(),
});

export type Stubs = ReturnType<typeof standFor>;

/** Every client of these services, whoever makes it, from now on asks the account. */
export function standFor(account: Account) {
  return {
    sts: mockClient(STSClient)
      .on(GetCallerIdentityCommand)
      .resolves({ Arn: "arn:aws:iam::000000000000:user/op", Account: "000000000000" }),
    lambda: lambdaOf(account),
    events: eventsOf(account),
    scheduler: schedulerOf(account),
    sns: topicsOf(account),
    lake: lakeOf(account),
    kms: keysOf(account),
  };
}

function there<Thing>(thing: Thing | undefined, error = "ResourceNotFoundException"): Thing {
  if (thing === undefined) throw Object.assign(new Error("is not there"), { name: error });
  return thing;
}

function lambdaOf(account: Account) {
  const { functions, mappings } = account;
  return mockClient(LambdaClient)
    .on(GetFunctionConfigurationCommand)
    .callsFake(({ FunctionName }) => {
      const { timeout, variables } = there(functions.get(FunctionName));
      return { Timeout: timeout, Environment: { Variables: variables } };
    })
    .on(GetFunctionConcurrencyCommand)
    .callsFake(({ FunctionName }) => ({
      ReservedConcurrentExecutions: there(functions.get(FunctionName)).reserved,
    }))
    .on(DeleteFunctionConcurrencyCommand)
    .callsFake(({ FunctionName }) => {
      there(functions.get(FunctionName)).reserved = undefined;
    })
    .on(CreateFunctionCommand)
    .callsFake(({ FunctionName, Timeout, Environment }) => {
      functions.set(FunctionName, {
        timeout: Timeout,
        variables: Environment.Variables,
        reserved: undefined,
      });
    })
    .on(ListEventSourceMappingsCommand)
    .callsFake(({ FunctionName }) => ({
      EventSourceMappings: mappings.filter(({ FunctionArn }) => FunctionArn === FunctionName),
    }))
    .on(CreateEventSourceMappingCommand)
    .callsFake(({ FunctionName, ...settings }) => {
      mappings.push({
        UUID: `made-${mappings.length}`,
        FunctionArn: FunctionName,
        State: "Enabled",
        ...settings,
      });
    })
    .on(UpdateEventSourceMappingCommand)
    .callsFake(({ UUID, Enabled, ...settings }) => {
      const mapping = there(mappings.find((one) => one.UUID === UUID));
      Object.assign(mapping, settings, Enabled === true ? { State: "Enabled" } : {});
    })
    .on(GetAccountSettingsCommand)
    .callsFake(() => ({ AccountLimit: { UnreservedConcurrentExecutions: account.unreserved } }));
}

function eventsOf({ rules }: Account) {
  return mockClient(EventBridgeClient)
    .on(DescribeRuleCommand)
    .callsFake(({ Name }) => {
      const { state, pattern } = there(rules.get(Name));
      return { State: state, EventPattern: pattern };
    })
    .on(ListTargetsByRuleCommand)
    .callsFake(({ Rule }) => ({ Targets: there(rules.get(Rule)).targets }))
    .on(EnableRuleCommand)
    .callsFake(({ Name }) => {
      there(rules.get(Name)).state = "ENABLED";
    })
    .on(PutRuleCommand)
    .callsFake(({ Name, EventPattern, State = "ENABLED" }) => {
      rules.set(Name, { state: State, pattern: EventPattern, targets: rules.get(Name)?.targets ?? [] });
    })
    .on(PutTargetsCommand)
    .callsFake(({ Rule, Targets }: { Rule: string; Targets: Target[] }) => {
      const rule = there(rules.get(Rule));
      const others = rule.targets.filter(({ Id }) => !Targets.some((target) => target.Id === Id));
      rule.targets = [...others, ...Targets];
    });
}

function schedulerOf({ schedules }: Account) {
  const within = (group: string) => there(schedules.get(group));
  return mockClient(SchedulerClient)
    .on(ListSchedulesCommand)
    .callsFake(({ GroupName }) => ({ Schedules: within(GroupName) }))
    .on(GetScheduleCommand)
    .callsFake(({ GroupName, Name }) => ({
      Arn: "an ARN",
      CreationDate: new Date(0),
      ...there(within(GroupName).find((one) => one.Name === Name)),
    }))
    .on(CreateScheduleGroupCommand)
    .callsFake(({ Name }) => {
      schedules.set(Name, []);
    })
    .on(CreateScheduleCommand)
    .callsFake((schedule) => {
      within(schedule.GroupName).push(schedule);
    })
    .on(UpdateScheduleCommand)
    .callsFake((schedule) => {
      const group = within(schedule.GroupName);
      group.splice(
        group.findIndex(({ Name }) => Name === schedule.Name),
        1,
        schedule,
      );
    });
}

function topicsOf({ topics }: Account) {
  return mockClient(SNSClient)
    .on(GetTopicAttributesCommand)
    .callsFake(({ TopicArn }) => {
      const { confirmed, pending } = there(topics.get(TopicArn), "NotFoundException");
      return {
        Attributes: { SubscriptionsConfirmed: String(confirmed), SubscriptionsPending: String(pending) },
      };
    })
    .on(CreateTopicCommand)
    .callsFake(({ Name }) => {
      topics.set(`arn:aws:sns:us-east-1:000000000000:${Name}`, { confirmed: 0, pending: 0 });
    })
    .on(SubscribeCommand)
    .callsFake(({ TopicArn }) => {
      there(topics.get(TopicArn), "NotFoundException").pending += 1;
    });
}

const isSame = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);

function lakeOf(account: Account) {
  return mockClient(LakeFormationClient)
    .on(ListPermissionsCommand)
    .callsFake(({ Resource }) => ({
      PrincipalResourcePermissions: account.grants
        .filter(({ resource }) => isSame(resource, Resource))
        .map(({ principal, permissions }) => ({
          Principal: { DataLakePrincipalIdentifier: principal },
          Permissions: permissions,
        })),
    }))
    .on(ListResourcesCommand)
    .callsFake(() => ({
      ResourceInfoList: account.lakeLocations.map((ResourceArn) => ({ ResourceArn })),
    }))
    .on(GrantPermissionsCommand)
    .callsFake(({ Principal, Permissions, Resource }) => {
      account.grants.push({
        principal: Principal.DataLakePrincipalIdentifier,
        permissions: Permissions,
        resource: Resource,
      });
    });
}

function keysOf({ keys }: Account) {
  const found = (id: string) =>
    there([...keys].find(([alias, key]) => [alias, key.id, key.arn].includes(id))?.[1], "NotFoundException");
  return mockClient(KMSClient)
    .on(DescribeKeyCommand)
    .callsFake(({ KeyId }) => {
      const { id, arn, enabled } = found(KeyId);
      return { KeyMetadata: { KeyId: id, Arn: arn, KeyManager: "CUSTOMER", Enabled: enabled } };
    })
    .on(GetKeyPolicyCommand)
    .callsFake(({ KeyId }) => ({ Policy: JSON.stringify(found(KeyId).policy) }))
    .on(EnableKeyCommand)
    .callsFake(({ KeyId }) => {
      found(KeyId).enabled = true;
    });
}
