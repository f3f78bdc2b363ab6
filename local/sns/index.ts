/** SNS as the stack offers it: topics that keep what is published to them, over the AWS query protocol. */
import {
  type CreateTopicInput,
  CreateTopicInput$,
  type DeleteTopicInput,
  DeleteTopicInput$,
  type PublishInput,
  PublishInput$,
} from "@aws-sdk/client-sns";
import type { Limits } from "../limits.ts";
import { type Action, AwsError, type QueryService } from "../service.ts";
import { validate } from "../validation.ts";
import { Topics, type TopicsOptions } from "./topics.ts";

export interface Sns {
  readonly service: QueryService;
  readonly topics: Topics;
}

/** Standard topics and plain letters. */
const LIMITS: Limits = {
  "CreateTopicInput.Attributes": { offered: false },
  "CreateTopicInput.DataProtectionPolicy": { offered: false },
  "PublishInput.TargetArn": { offered: false },
  "PublishInput.PhoneNumber": { offered: false },
  "PublishInput.MessageStructure": { offered: false },
  "PublishInput.MessageDeduplicationId": { offered: false },
  "PublishInput.MessageGroupId": { offered: false },
};

/** SNS API, CreateTopic: Name. */
const TOPIC_NAME = /^[\w-]{1,256}$/;
/** SNS API, Publish: ASCII that begins with a letter, number or punctuation mark, on one line, below 100 characters. */
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,98}$/;
/** Bytes; the names, types and values of attributes count (SNS Developer Guide, "Amazon SNS message attributes"). */
const MESSAGE_BYTES = 262_144;

export function createSns(options: TopicsOptions): Sns {
  const topics = new Topics(options);
  const actions: Readonly<Record<string, Action>> = {
    CreateTopic(input) {
      const { Name = "" } = validate<CreateTopicInput>(CreateTopicInput$, input, LIMITS);
      if (!TOPIC_NAME.test(Name)) throw invalid("Topic Name");
      return { TopicArn: topics.create(Name) };
    },
    DeleteTopic(input) {
      const { TopicArn = "" } = validate<DeleteTopicInput>(DeleteTopicInput$, input, LIMITS);
      topics.delete(TopicArn);
      return {};
    },
    Publish(input) {
      const request = validate<PublishInput>(PublishInput$, input, LIMITS);
      const { Message = "", MessageAttributes = {}, Subject, TopicArn } = request;
      if (TopicArn === undefined)
        throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
      if (Subject !== undefined && !SUBJECT.test(Subject)) throw invalid("Subject");
      if (Message === "") throw invalid("Empty message");
      const attributes = Object.entries(MessageAttributes).map(
        ([name, { DataType = "", StringValue = "" }]) => ({ name, type: DataType, value: StringValue }),
      );
      const texts = [Message, ...attributes.flatMap(({ name, type, value }) => [name, type, value])];
      if (texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0) > MESSAGE_BYTES) {
        throw invalid("Message too long");
      }
      const letter = topics.publish(TopicArn, {
        subject: Subject,
        message: Message,
        attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
      });
      return { MessageId: letter.id };
    },
  };
  return { topics, service: { name: "SNS", version: "2010-03-31", namespace: NAMESPACE, actions } };
}

const NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

const invalid = (what: string) => new AwsError("InvalidParameter", `Invalid parameter: ${what}`);
