import { type Resource, ref } from "./cloudformation.ts";

/**
 * Not encrypted with KMS: CloudWatch cannot publish through the AWS managed key (alias/aws/sns), and a key of our
 * own costs money every month to hide the name of an alarm or of a check. Topics travel by TLS only.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export const topic = (TopicName: string): Resource => ({
  Type: "AWS::SNS::Topic",
  Properties: { TopicName },
});

/** Whoever else may publish has it from a policy of their own. */
export const topicPolicy = (topicId: string, admitted: readonly object[] = []): Resource => ({
  Type: "AWS::SNS::TopicPolicy",
  Properties: {
    Topics: [ref(topicId)],
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        ...admitted,
        {
          Sid: "RefusePlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: ref(topicId),
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
  },
});

/** SNS asks the address to confirm before it sends anything else. */
export const subscription = (topicId: string, address: string): Resource => ({
  Type: "AWS::SNS::Subscription",
  Properties: { TopicArn: ref(topicId), Protocol: "email", Endpoint: address },
});
