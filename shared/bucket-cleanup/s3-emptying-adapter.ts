import {
  type DeleteMarkerEntry,
  DeleteObjectsCommand,
  type ObjectVersion as ListedVersion,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import { storeAttempt } from "../store/s3-store-adapter.ts";
import type { BucketContents, ObjectVersion } from "./port.ts";

/** Deleting a thousand objects takes S3 longer than other calls, and it slows down whoever deletes many (503). */
const LONGER = {
  ...CLIENT_DEFAULTS,
  maxAttempts: 6,
  requestHandler: { ...CLIENT_DEFAULTS.requestHandler, requestTimeout: 30_000 },
} as const;

/** S3, by PutBucketPolicy, ListObjectVersions and DeleteObjects: versions and delete markers are objects as well. */
export function s3Emptying(client = new S3Client(LONGER)): BucketContents {
  return {
    async refuseWrites(bucket, signal) {
      const command = new PutBucketPolicyCommand({ Bucket: nameOf(bucket), Policy: refusal(bucket) });
      return storeAttempt(`PutBucketPolicy of ${bucket}`, async () => {
        try {
          await client.send(command, { abortSignal: signal });
          return true;
        } catch (thrown) {
          if (isMissing(thrown)) return false;
          throw thrown;
        }
      });
    },
    async *versions(bucket, signal) {
      let position: Position | undefined = {};
      do {
        const page: ListObjectVersionsCommandOutput = await pageFrom(client, bucket, position, signal);
        const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(objectVersion);
        if (versions.length > 0) yield versions;
        position = nextOf(page);
      } while (position !== undefined);
    },
    async delete(bucket, versions, signal) {
      const command = new DeleteObjectsCommand({
        Bucket: nameOf(bucket),
        Delete: {
          Objects: versions.map(({ key, id }) => ({ Key: key, VersionId: id })),
          Quiet: true, // answers the failures alone
        },
      });
      const { Errors = [] } = await storeAttempt(`DeleteObjects of ${bucket}`, () =>
        client.send(command, { abortSignal: signal }),
      );
      return Errors.map(({ Key = "", VersionId, Code = "", Message = "" }) => ({
        version: { key: Key, id: VersionId },
        reason: `${Code}: ${Message}`,
      }));
    },
  };
}

/** What a bucket's ARN ends with: arn:aws:s3:::<name>, in China arn:aws-cn:s3:::<name>. */
const nameOf = (arn: string) => arn.slice(arn.lastIndexOf(":") + 1);

const objectVersion = ({ Key = "", VersionId }: ListedVersion | DeleteMarkerEntry): ObjectVersion => ({
  key: Key,
  id: VersionId,
});

/** Where a page begins: behind an entry of the one before. */
interface Position {
  readonly KeyMarker?: string | undefined;
  readonly VersionIdMarker?: string | undefined;
}

function pageFrom(
  client: S3Client,
  bucket: string,
  position: Position,
  signal: AbortSignal,
): Promise<ListObjectVersionsCommandOutput> {
  const command = new ListObjectVersionsCommand({ Bucket: nameOf(bucket), ...position });
  return storeAttempt(`ListObjectVersions of ${bucket}`, () => client.send(command, { abortSignal: signal }));
}

const nextOf = (page: ListObjectVersionsCommandOutput): Position | undefined =>
  page.IsTruncated === true
    ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
    : undefined;

const isMissing = (thrown: unknown) => thrown instanceof Error && thrown.name === "NoSuchBucket";

/** Who denies and allows nothing is not public, so that "block public access" takes it. */
const refusal = (arn: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "RefuseWritesWhileEmptied",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: `${arn}/*`,
      },
    ],
  });
