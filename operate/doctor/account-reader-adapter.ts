import { paginateListSchedules, SchedulerClient } from "@aws-sdk/client-scheduler";
import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CLIENT_DEFAULTS } from "../../shared/runtime/client-defaults.ts";
import type { Schedule, StageReader } from "./port.ts";
import { probe } from "./probe.ts";

type AccountReader = Pick<StageReader, "identity" | "topic" | "schedules">;

/** Who asks, who is told, and what starts by itself, by calls that change nothing. */
export function accountReader(
  sts = new STSClient(CLIENT_DEFAULTS),
  sns = new SNSClient(CLIENT_DEFAULTS),
  scheduler = new SchedulerClient(CLIENT_DEFAULTS),
): AccountReader {
  return {
    identity: () =>
      probe({ permission: "sts:GetCallerIdentity" }, async () => {
        const { Arn = "", Account = "" } = await sts.send(new GetCallerIdentityCommand({}));
        const region = await sts.config.region();
        // The SDK keeps by how much every answer's Date differs from its clock.
        return { arn: Arn, account: Account, region, clockSkew: sts.config.systemClockOffset ?? 0 };
      }),

    topic: (arn) =>
      probe({ permission: "sns:GetTopicAttributes" }, async () => {
        const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
        return {
          confirmed: Number(Attributes.SubscriptionsConfirmed ?? 0),
          pending: Number(Attributes.SubscriptionsPending ?? 0),
        };
      }),

    schedules: (group) =>
      probe({ permission: "scheduler:ListSchedules" }, async () => {
        const schedules: Schedule[] = [];
        for await (const page of paginateListSchedules({ client: scheduler }, { GroupName: group })) {
          for (const { Name = "", State } of page.Schedules ?? []) {
            schedules.push({ name: Name, enabled: State !== "DISABLED" });
          }
        }
        return schedules;
      }),
  };
}
