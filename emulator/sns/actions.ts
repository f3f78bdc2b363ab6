/** Every action of the local SNS, under the name that it has on the wire. */
import { createTopic } from "./actions/create-topic.ts";
import { deleteTopic } from "./actions/delete-topic.ts";
import { publish } from "./actions/publish.ts";

export const actions = {
  CreateTopic: createTopic,
  DeleteTopic: deleteTopic,
  Publish: publish,
};
