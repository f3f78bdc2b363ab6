import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { CLIENT_DEFAULTS, withoutLogRecords } from "../runtime/client-defaults.ts";
import { storeAttempt, storedObject } from "../store/s3-store-adapter.ts";
import { type KeyListing, READ_ATTEMPTS } from "./port.ts";

/** S3, by ListObjectsV2 and StartAfter: a page may begin anywhere, not only where the last one ended. */
export function s3KeyListing(
  client = withoutLogRecords(new S3Client({ ...CLIENT_DEFAULTS, maxAttempts: READ_ATTEMPTS })),
): KeyListing {
  return {
    async page(bucket, prefix, after, signal) {
      const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, StartAfter: after });
      const { Contents = [], IsTruncated } = await storeAttempt(
        `ListObjectsV2 s3://${bucket}/${prefix}`,
        () => client.send(command, { abortSignal: signal }),
      );
      return { objects: Contents.map(storedObject), isLast: IsTruncated !== true };
    },
  };
}
