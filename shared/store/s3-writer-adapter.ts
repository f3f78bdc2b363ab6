import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import type { ObjectWriter } from "./port.ts";
import { storeAttempt } from "./s3-store-adapter.ts";

/**
 * S3, by PutObject and GetObject. An object that is not there is told as such only to who may list the bucket; others
 * are refused with 403 (S3 API, GetObject, "Permissions").
 */
export function s3Writer(client = new S3Client(CLIENT_DEFAULTS)): ObjectWriter {
  return {
    async put(bucket, { key, body, contentType }, signal) {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
      });
      await storeAttempt(`PutObject s3://${bucket}/${key}`, () =>
        client.send(command, { abortSignal: signal }),
      );
    },
    async text(bucket, key, signal) {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      return storeAttempt(`GetObject s3://${bucket}/${key}`, async () => {
        try {
          const { Body } = await client.send(command, { abortSignal: signal });
          return await Body?.transformToString();
        } catch (thrown) {
          if (thrown instanceof NoSuchKey) return undefined;
          throw thrown;
        }
      });
    },
  };
}
