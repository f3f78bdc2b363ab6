import { DeleteTopic$, type DeleteTopicInput } from "@aws-sdk/client-sns";
import { snsAction } from "../action.ts";

export const deleteTopic = snsAction<DeleteTopicInput>(DeleteTopic$, ({ topics }, { TopicArn = "" }) => {
  topics.delete(TopicArn);
  return {};
});
