import { CreateTopic$, type CreateTopicInput } from "@aws-sdk/client-sns";
import { snsAction } from "../action.ts";
import { invalid } from "../errors.ts";

/** SNS API, CreateTopic: Name. */
const TOPIC_NAME = /^[\w-]{1,256}$/;

export const createTopic = snsAction<CreateTopicInput>(CreateTopic$, ({ topics }, { Name = "" }) => {
  if (!TOPIC_NAME.test(Name)) throw invalid("Topic Name");
  return { TopicArn: topics.create(Name) };
});
