import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { CLIENT_DEFAULTS } from "../../runtime/client-defaults.ts";
import { messageOf, RegistrarError } from "../../runtime/errors.ts";
import type { Subscribers } from "./port.ts";

/** The subscribers of an SNS topic, by Publish. Most runs have nothing to tell: the client is made when one has. */
export function snsSubscribers(topicArn: string, given?: SNSClient): Subscribers {
  let client = given;
  return {
    async notify({ subject, text, attributes }, signal) {
      const named = Object.entries(attributes).map(([name, value]) => {
        return [name, { DataType: "String", StringValue: value }] as const;
      });
      const command = new PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        Message: text,
        MessageAttributes: Object.fromEntries(named),
      });
      try {
        client ??= new SNSClient(CLIENT_DEFAULTS);
        await client.send(command, { abortSignal: signal });
      } catch (thrown) {
        const name = thrown instanceof Error ? thrown.name : "Error";
        const message = `Publish ${topicArn}: ${name}: ${messageOf(thrown)}`;
        throw new RegistrarError("NOTIFICATION_REFUSED", message, { retryable: true, cause: thrown });
      }
    },
  };
}
