import type { FileSlice } from "../../wire/wire.ts";
import { emptyAnswer, type S3Action } from "../action.ts";
import { getObject } from "./get-object.ts";

/** GetObject without the bytes, ranges included. */
export const headObject: S3Action = (s3, request) => {
  const { body, headers, status } = getObject(s3, request);
  const { start, end } = body as FileSlice;
  return emptyAnswer(status, { ...headers, "content-length": String(end - start) });
};
