import { emptyAnswer, type S3Action } from "../action.ts";

export const abortMultipartUpload: S3Action = ({ bucket, key, query }, { uploads }) => {
  uploads.forget(query.get("uploadId") ?? "", bucket, key);
  return emptyAnswer(204);
};
