import { emptyAnswer, type S3Action } from "../action.ts";

export const abortMultipartUpload: S3Action = ({ uploads }, { bucket, key, query }) => {
  uploads.forget(query.get("uploadId") ?? "", bucket, key);
  return emptyAnswer(204);
};
