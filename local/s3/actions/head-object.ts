import type { FileSlice } from "../../wire.ts";
import { emptyAnswer, type S3Action } from "../action.ts";
import { getObject } from "./get-object.ts";

/** GetObject without the bytes, ranges included. */
export const headObject: S3Action = (request, s3) => {
  const { body, headers, status } = getObject(request, s3);
  const { start, end } = body as FileSlice;
  return emptyAnswer(status, { ...headers, "content-length": String(end - start) });
};
