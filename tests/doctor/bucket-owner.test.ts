import { GetBucketLocationCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { deliveryReader } from "../../operate/doctor/delivery-reader-adapter.ts";

const client = new S3Client({ region: "us-east-1" });
const s3 = mockClient(client);
const ACCOUNT = "000000000000";

const refused = (name: string) =>
  new S3ServiceException({ name, message: name, $fault: "client", $metadata: {} });

test.each([
  ["ours, if S3 answers to our account", undefined, { kind: "read", value: true }],
  ["another's, if S3 refuses our account", "AccessDenied", { kind: "read", value: false }],
  ["nobody's, if it is not there", "NoSuchBucket", { kind: "absent" }],
  ["unknown, if S3 fails", "InternalError", { kind: "unread", cause: "unanswered" }],
])("a bucket is %s", async (_, error, answer) => {
  s3.reset();
  const asked = s3.on(GetBucketLocationCommand, { Bucket: "lake", ExpectedBucketOwner: ACCOUNT });
  if (error === undefined) asked.resolves({});
  else asked.rejects(refused(error));
  expect(await deliveryReader(client).isBucketOf("lake", ACCOUNT)).toMatchObject(answer);
});
