/** What to say of a prefix of a bucket that has no objects. */
import { nearest } from "../../shared/datasets/suggestion.ts";
import { RegistrarError, usageError } from "../../shared/runtime/errors.ts";
import { printable } from "../../shared/runtime/text.ts";
import type { ObjectStore } from "../../shared/store/port.ts";

/** Folders that are named. */
const SHOWN = 5;
/** Folders above that are asked for what is in them. */
const MOST_LEVELS = 5;

/** Names the folders that there are instead, of the nearest folder above it that has any. */
export async function emptyPrefix(
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  store: Pick<ObjectStore, "children">,
  signal: AbortSignal,
): Promise<Error> {
  const where = `s3://${bucket}/${printable(prefix)}`;
  const problems = [`there are no objects under ${where}`];
  let above = prefix;
  for (let level = 0; level < MOST_LEVELS && above !== ""; level++) {
    const missing = above;
    above = above.replace(/[^/]*\/$/, "");
    const folders = await foldersIn(bucket, above, store, signal);
    if (folders === undefined) break;
    if (folders.length === 0) continue;
    const near = nearest(missing, folders);
    const shown = near === undefined ? folders.slice(0, SHOWN) : [near];
    const names = shown.map((folder) => `s3://${bucket}/${printable(folder)}`).join(", ");
    const more = folders.length > shown.length && near === undefined ? ", …" : "";
    return usageError("try", [
      ...problems,
      near === undefined ? `there are ${names}${more}` : `did you mean ${names}?`,
    ]);
  }
  return usageError("try", [...problems, `aws s3 ls s3://${bucket}/ lists what there is`]);
}

/** Undefined if S3 does not tell: that is not what was asked for. */
async function foldersIn(
  bucket: string,
  prefix: string,
  store: Pick<ObjectStore, "children">,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    return (await store.children(bucket, prefix, signal)).folders;
  } catch (thrown) {
    if (thrown instanceof RegistrarError) return undefined;
    throw thrown;
  }
}
