import { Publish$, type PublishInput } from "@aws-sdk/client-sns";
import { snsAction } from "../action.ts";
import { invalid } from "../errors.ts";

/** SNS API, Publish: ASCII that begins with a letter, number or punctuation mark, on one line, below 100 characters. */
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,98}$/;
/** Bytes; the names, types and values of attributes count (SNS Developer Guide, "Amazon SNS message attributes"). */
const MESSAGE_BYTES = 262_144;

export const publish = snsAction<PublishInput>(
  Publish$,
  ({ topics }, { Message = "", MessageAttributes = {}, Subject, TopicArn }) => {
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
    const published = topics.publish(TopicArn, {
      subject: Subject,
      message: Message,
      attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
    });
    return { MessageId: published.id };
  },
);
