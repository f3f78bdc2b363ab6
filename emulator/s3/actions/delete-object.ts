import { emptyAnswer, type S3Action } from "../action.ts";
import { removeObject } from "../changes.ts";

export const deleteObject: S3Action = (s3, { bucket, key }) => {
  removeObject(s3, bucket, key);
  return emptyAnswer(204);
};
