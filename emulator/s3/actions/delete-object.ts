import { emptyAnswer, type S3Action } from "../action.ts";
import { removeObject } from "../changes.ts";

export const deleteObject: S3Action = (s3, { bucket, key }) => {
  const hasMarker = removeObject(s3, bucket, key);
  return emptyAnswer(204, hasMarker ? { "x-amz-delete-marker": "true" } : {});
};
