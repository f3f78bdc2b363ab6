import { aws, changing } from "./aws-cli-command.ts";
import type { Facts } from "./facts.ts";
import { type DoctorFinding, type Fault, judge } from "./finding.ts";
import type { Topic, WorkGroup } from "./port.ts";
import { makingSchedules, makingTopic, makingWorkGroup } from "./remake-commands.ts";

/** The check of who asks: the first thing to know if everything else is refused. */
export function* checkIdentity({ identity }: Facts): Generator<DoctorFinding> {
  if (identity.kind === "unread" && identity.cause === "credentials") {
    yield {
      check: "identity",
      where: "credentials",
      status: "fail",
      code: "NO_CREDENTIALS",
      what: `AWS does not know who asks: ${identity.reason}`,
      fix: "aws sso login, or export fresh credentials; then aws sts get-caller-identity",
    };
    return;
  }
  yield* judge(identity, {
    check: "identity",
    where: "credentials",
    faults: () => [],
    ok: ({ arn, account, region }) => `${arn}, account ${account}, Region ${region}`,
  });
  yield* judge(identity, {
    check: "clock",
    where: "this machine",
    faults: function* ({ clockSkew }) {
      if (Math.abs(clockSkew) < TOLERATED_SKEW) return;
      const minutes = Math.round(Math.abs(clockSkew) / 60_000);
      yield {
        code: "CLOCK_SKEWED",
        what: `is ${minutes} min ${clockSkew > 0 ? "slow" : "fast"} by AWS's clock: signatures are refused from 5 min on, credentials end at another time`,
        fix: "sudo timedatectl set-ntp true",
      };
    },
    ok: () => "agrees with AWS's clock",
  });
}

/** Milliseconds. AWS forgives five minutes; a clock that is kept by NTP is nowhere near one. */
const TOLERATED_SKEW = 60_000;

/** The checks of what validation and readers use: workgroups, schedules, topics. */
export function* checkServices(facts: Facts): Generator<DoctorFinding> {
  for (const { name, live } of facts.workGroups) {
    yield* judge(live, {
      check: "workgroup",
      where: name,
      faults: (workGroup) => workGroupFaults(name, workGroup, facts),
      ok: ({ cutoff, engine }) => `enforced, ${cutoff} bytes at most, ${engine}`,
      missing: {
        code: "WORKGROUP_MISSING",
        what: "there is no such workgroup",
        fix: makingWorkGroup(name, facts),
      },
    });
  }
  for (const schedules of facts.schedules) yield* checkSchedules(schedules, facts);
  for (const { name, arn, live } of facts.topics) {
    yield* judge(live, {
      check: "topic",
      where: name,
      faults: (topic) => topicFaults(arn, topic),
      ok: ({ confirmed }) => (confirmed === 1 ? "1 subscriber" : `${confirmed} subscribers`),
      missing: {
        code: "TOPIC_MISSING",
        what: "there is no such topic",
        fix: makingTopic(name, facts),
      },
    });
  }
}

function* workGroupFaults(name: string, workGroup: WorkGroup, { wanted }: Facts): Generator<Fault> {
  const update = (flag: string, value: string | object) =>
    aws("athena", "update-work-group", { "work-group": name, [flag]: value });
  const set = (configuration: object) => update("configuration-updates", configuration);
  const { BytesScannedCutoffPerQuery = 2_000_000_000, ResultConfiguration } =
    wanted?.workGroups.get(name)?.configuration ?? {};
  if (!workGroup.enabled) {
    yield {
      code: "WORKGROUP_DISABLED",
      what: "is disabled: it refuses every query",
      fix: update("state", "ENABLED"),
    };
  }
  if (!workGroup.enforced) {
    yield {
      code: "WORKGROUP_NOT_ENFORCED",
      what: "its settings are not enforced: a client may send results where it likes",
      fix: set({ EnforceWorkGroupConfiguration: true }),
    };
  }
  if (workGroup.cutoff === undefined) {
    yield {
      code: "WORKGROUP_NO_CUTOFF",
      what: "nothing ends a query that scans too much",
      fix: set({ BytesScannedCutoffPerQuery }),
    };
  }
  if (workGroup.engine !== "Athena engine version 3") {
    yield {
      code: "WORKGROUP_ENGINE",
      what: `runs ${workGroup.engine || "an unknown engine"}; the queries are written for version 3`,
      fix: set({ EngineVersion: { SelectedEngineVersion: "Athena engine version 3" } }),
    };
  }
  if (!workGroup.keepsResults) {
    yield {
      code: "WORKGROUP_NO_RESULTS",
      what: "has no place for results: queries that name none are refused",
      fix: set(
        ResultConfiguration === undefined
          ? { ManagedQueryResultsConfigurationUpdates: { Enabled: true } }
          : { ResultConfigurationUpdates: ResultConfiguration },
      ),
    };
  }
}

function* checkSchedules(
  { group, names, live }: Facts["schedules"][number],
  facts: Facts,
): Generator<DoctorFinding> {
  const missing = {
    code: "SCHEDULE_MISSING",
    what: "there is no such group of schedules: nothing that they start runs",
    fix: makingSchedules(group, names, { isGroupGone: true }, facts),
  } as const;
  yield* judge(live, {
    check: "schedules",
    where: group,
    faults: function* (live) {
      for (const name of names) {
        const schedule = live.find((one) => one.name === name);
        if (schedule === undefined) {
          const what = `${name} is missing: what it starts does not run`;
          yield { ...missing, what, fix: makingSchedules(group, [name], { isGroupGone: false }, facts) };
        } else if (!schedule.enabled) {
          yield {
            code: "SCHEDULE_DISABLED",
            what: `${name} is disabled: what it starts does not run`,
            // UpdateSchedule replaces all of it.
            fix: changing(
              aws("scheduler", "get-schedule", { "group-name": group, name }),
              'del(.Arn, .CreationDate, .LastModificationDate) | .State = "ENABLED"',
              (file) => aws("scheduler", "update-schedule", { "cli-input-json": file }),
            ),
          };
        }
      }
    },
    ok: () => (names.length === 1 ? "1 is enabled" : `all ${names.length} are enabled`),
    missing,
  });
}

function* topicFaults(arn: string, { confirmed, pending }: Topic): Generator<Fault> {
  if (confirmed > 0) return;
  const subscribe = aws("sns", "subscribe", {
    "topic-arn": arn,
    protocol: "email",
    "notification-endpoint": "<address>",
  });
  yield pending > 0
    ? {
        code: "TOPIC_UNCONFIRMED",
        what: "its only subscribers have not confirmed: no notification arrives",
        fix: `follow the link in the mail of AWS Notifications; after three days, again: ${subscribe}`,
      }
    : { code: "TOPIC_UNHEARD", what: "it has no subscriber: no notification arrives", fix: subscribe };
}
