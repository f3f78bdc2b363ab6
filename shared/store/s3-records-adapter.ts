import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import type { RecordStore } from "./port.ts";
import { storeAttempt } from "./s3-store-adapter.ts";

/** S3 says so when a condition of a write does not hold; 409 if another write with a condition is under way. */
const OUTDATED = ["PreconditionFailed", "ConditionalRequestConflict"];

/** S3, by GetObject, and PutObject with If-Match or If-None-Match. */
export function s3Records(client = new S3Client(CLIENT_DEFAULTS)): RecordStore {
  return {
    async read(bucket, key, signal) {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      return storeAttempt(`GetObject s3://${bucket}/${key}`, async () => {
        try {
          const { Body, ETag = "" } = await client.send(command, { abortSignal: signal });
          return { text: (await Body?.transformToString()) ?? "", version: ETag };
        } catch (thrown) {
          if (thrown instanceof NoSuchKey) return undefined;
          throw thrown;
        }
      });
    },
    async write(bucket, key, text, over, signal) {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: text,
        ContentType: "application/json",
        ...(over === "nothing" ? { IfNoneMatch: "*" } : { IfMatch: over }),
      });
      return storeAttempt(`PutObject s3://${bucket}/${key}`, async () => {
        try {
          const { ETag = "" } = await client.send(command, { abortSignal: signal });
          return { version: ETag };
        } catch (thrown) {
          if (thrown instanceof Error && OUTDATED.includes(thrown.name)) return "outdated" as const;
          throw thrown;
        }
      });
    },
  };
}
