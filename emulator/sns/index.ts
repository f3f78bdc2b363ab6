/** SNS as the emulator offers it: topics that keep what is published to them, over the AWS query protocol. */
import { bindAll, type QueryService } from "../wire/service.ts";
import { actions } from "./actions.ts";
import { Topics, type TopicsOptions } from "./topics.ts";

export interface Sns {
  readonly service: QueryService;
  readonly topics: Topics;
}

export function createSns(options: TopicsOptions): Sns {
  const topics = new Topics(options);
  const bound = bindAll(actions, { topics });
  return { topics, service: { name: "SNS", version: "2010-03-31", namespace: NAMESPACE, actions: bound } };
}

const NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
