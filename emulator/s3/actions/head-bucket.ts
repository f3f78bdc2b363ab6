import { emptyAnswer, type S3Action } from "../action.ts";

export const headBucket: S3Action = ({ store, region }, { bucket }) => {
  store.bucket(bucket);
  return emptyAnswer(200, { "x-amz-bucket-region": region });
};
