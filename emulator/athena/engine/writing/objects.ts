/** Files as objects of S3. */

import { randomBytes, randomUUID } from "node:crypto";
import { AwsError } from "../../../wire/service.ts";
import { placeOf } from "../../object-place.ts";
import { QueryError } from "../../query-engine.ts";
import type { WritingContext } from "./context.ts";
import { folderOf } from "./location.ts";

export interface FileAt {
  /** Of its folder. */
  readonly location: string;
  readonly file: Buffer;
}

/** Puts each file into its folder under a name like those of Athena. Returns where they are: "s3://bucket/key". */
export function putFiles(files: readonly FileAt[], { put, request, now }: WritingContext): string[] {
  request.signal.throwIfAborted();
  const query = queryName(now);
  return files.map(({ location, file }) => {
    const path = `${folderOf(location)}${query}_${randomUUID()}`;
    const { bucket, key } = placeOf(path);
    try {
      put(bucket, key, file);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new QueryError(`HIVE_WRITER_CLOSE_ERROR: Error committing write to ${path}: ${error.message}`);
    }
    return path;
  });
}

/** The query's name for Trino: 20261120_210512_00001_abcde. */
function queryName(now: number): string {
  const [day = "", time = ""] = new Date(now)
    .toISOString()
    .replace(/[-:]|\..*/g, "")
    .split("T");
  return `${day}_${time}_00001_${randomBytes(5).toString("hex").slice(0, 5)}`;
}
