import { GetObjectCommand, type GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import { messageOf, RegistrarError } from "../runtime/errors.ts";
import { printable } from "../runtime/text.ts";
import { isThrottling } from "../runtime/throttling.ts";
import type { FileReader } from "./port.ts";

/** S3, by GetObject of ranges. */
export function s3FileReader(client = new S3Client(CLIENT_DEFAULTS)): FileReader {
  return {
    async tail(bucket, key, count, signal) {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=-${count}` });
      try {
        const answer = await client.send(command, { abortSignal: signal });
        const bytes = await bodyOf(answer, count);
        return {
          bucket,
          key,
          bytes,
          size: sizeOf(answer),
          eTag: answer.ETag ?? "",
          modified: (answer.LastModified ?? new Date(0)).toISOString(),
        };
      } catch (thrown) {
        const name = nameOf(thrown);
        if (name === "NoSuchKey" || name === "NotFound") return "gone";
        if (name === "InvalidObjectState") return "archived";
        // An object of no bytes has no last ones.
        if (name === "InvalidRange") return { ...EMPTY, bucket, key };
        throw refused(thrown, bucket, key, signal);
      }
    },

    async range({ bucket, key, eTag }, from, to, signal) {
      const Range = `bytes=${from}-${to}`;
      const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range, IfMatch: eTag });
      try {
        const bytes = await bodyOf(await client.send(command, { abortSignal: signal }), to - from + 1);
        if (bytes.length !== to - from + 1)
          throw new Error(`${bytes.length} bytes instead of ${to - from + 1}`);
        return bytes;
      } catch (thrown) {
        if (["PreconditionFailed", "NoSuchKey", "NotFound", "InvalidRange"].includes(nameOf(thrown)))
          return "changed";
        throw refused(thrown, bucket, key, signal);
      }
    },
  };
}

const EMPTY = { bytes: new Uint8Array(), size: 0, eTag: "", modified: "" };

/** The bytes, and never more of them than were asked for. */
async function bodyOf(
  { Body, ContentLength = 0 }: GetObjectCommandOutput,
  most: number,
): Promise<Uint8Array> {
  if (Body === undefined) return new Uint8Array();
  if (ContentLength > most) {
    (Body as { destroy?: () => void }).destroy?.();
    throw new Error(`${ContentLength} bytes instead of ${most}: the Range was not kept to`);
  }
  return Body.transformToByteArray();
}

/** "bytes 100-199/200" → 200 */
function sizeOf({ ContentRange, ContentLength = 0 }: GetObjectCommandOutput): number {
  const total = /\/(\d+)$/.exec(ContentRange ?? "")?.[1];
  return total === undefined ? ContentLength : Number(total);
}

/** Service errors by name; S3 answers 412 and 404 without a body in some cases, and then the SDK names the status. */
function nameOf(thrown: unknown): string {
  const status = (thrown as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
  if (status === 412) return "PreconditionFailed";
  if (status === 416) return "InvalidRange";
  return thrown instanceof Error ? thrown.name : "Error";
}

/**
 * S3 refuses for KMS in its name: an AccessDenied that speaks of kms:Decrypt, or a code of its own such as
 * KMS.DisabledException. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
function refused(thrown: unknown, bucket: string, key: string, signal: AbortSignal): RegistrarError {
  const name = nameOf(thrown);
  const message = `GetObject s3://${bucket}/${printable(key)}: ${name}: ${messageOf(thrown)}`;
  if (signal.aborted)
    return new RegistrarError("DEADLINE", `${message} (out of time)`, { retryable: true, cause: thrown });
  if (/\bkms\b/i.test(`${name} ${messageOf(thrown)}`)) {
    return new RegistrarError("DECRYPT_DENIED", message, { cause: thrown });
  }
  const status = (thrown as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
  const retryable = isThrottling(thrown) || status === undefined || status >= 500;
  return new RegistrarError("STORE_REFUSED", message, { retryable, cause: thrown });
}
