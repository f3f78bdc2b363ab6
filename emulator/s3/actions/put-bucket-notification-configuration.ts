import { AwsError } from "../../wire/service.ts";
import { header } from "../../wire/wire.ts";
import { emptyAnswer, type S3Action } from "../action.ts";
import { readUpload } from "../body.ts";
import { readNotificationConfiguration } from "../notification-configuration.ts";
import { readXml } from "../xml.ts";

/** Replaces the whole configuration, what the request leaves out as well. Queue policies are not evaluated here. */
export const putBucketNotificationConfiguration: S3Action = ({ events, store }, request) => {
  const bucket = store.bucket(request.bucket);
  const configuration = readNotificationConfiguration(readXml(readUpload(request).bytes));
  const validated = header(request.headers, "x-amz-skip-destination-validation") !== "true";
  if (validated && configuration.queues.some((queue) => !events.hasDestination(queue.queueArn))) {
    throw new AwsError("InvalidArgument", "Unable to validate the following destination configurations");
  }
  bucket.notifications = configuration;
  if (validated) events.announce(bucket, configuration);
  return emptyAnswer(200);
};
