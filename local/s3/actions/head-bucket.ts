import { emptyAnswer, type S3Action } from "../action.ts";

export const headBucket: S3Action = ({ bucket }, { store, region }) => {
  store.bucket(bucket);
  return emptyAnswer(200, { "x-amz-bucket-region": region });
};
