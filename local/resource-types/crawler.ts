import {
  CreateCrawlerCommand,
  type CreateCrawlerCommandInput,
  DeleteCrawlerCommand,
  UpdateCrawlerCommand,
} from "@aws-sdk/client-glue";
import type { Properties, ResourceType } from "../resource-type.ts";

export const crawler: ResourceType = {
  identity: ({ Name }) => ({ ref: String(Name) }),
  create: ({ glue }, properties) => glue.send(new CreateCrawlerCommand(crawlerInput(properties))),
  update: ({ glue }, properties) => glue.send(new UpdateCrawlerCommand(crawlerInput(properties))),
  remove: ({ glue }, _, Name) => glue.send(new DeleteCrawlerCommand({ Name })),
};

/** As CloudFormation spells it, but for the schedule, which Glue's own API takes as a string. */
function crawlerInput({ Schedule, ...properties }: Properties): CreateCrawlerCommandInput {
  const { ScheduleExpression } = (Schedule ?? {}) as { ScheduleExpression?: string };
  return { ...(properties as unknown as CreateCrawlerCommandInput), Schedule: ScheduleExpression };
}
