import {
  type _Object,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import { messageOf, RegistrarError } from "../runtime/errors.ts";
import type { ObjectStore, StoredObject } from "./port.ts";

/** S3, by ListObjectsV2. Not for the register function, which never reads S3. */
export function s3Store(client = new S3Client(CLIENT_DEFAULTS)): ObjectStore {
  async function* pages(
    bucket: string,
    prefix: string,
    delimiter: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<ListObjectsV2CommandOutput> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: delimiter,
        ContinuationToken: token,
      });
      const page = await storeAttempt(`ListObjectsV2 s3://${bucket}/${prefix}`, () =>
        client.send(command, { abortSignal: signal }),
      );
      yield page;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  return {
    async children(bucket, prefix, signal) {
      const folders: string[] = [];
      const objects: StoredObject[] = [];
      for await (const page of pages(bucket, prefix, "/", signal)) {
        folders.push(...(page.CommonPrefixes ?? []).map((folder) => folder.Prefix ?? ""));
        objects.push(...(page.Contents ?? []).map(storedObject));
      }
      return { folders, objects };
    },
    async *objects(bucket, prefix, signal) {
      for await (const page of pages(bucket, prefix, undefined, signal)) {
        yield* (page.Contents ?? []).map(storedObject);
      }
    },
  };
}

/** An object as a listing tells of it. */
export function storedObject({ Key = "", Size = 0, LastModified, ETag = "" }: _Object): StoredObject {
  return { key: Key, size: Size, modified: (LastModified ?? new Date(0)).toISOString(), etag: ETag };
}

/** Makes a call of S3; what it throws becomes ours. */
export async function storeAttempt<Answer>(doing: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : "Error";
    throw new RegistrarError("STORE_REFUSED", `${doing}: ${name}: ${messageOf(thrown)}`, { cause: thrown });
  }
}
