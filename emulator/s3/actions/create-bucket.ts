import { emptyAnswer, type S3Action } from "../action.ts";

export const createBucket: S3Action = ({ store }, { bucket }) => {
  store.createBucket(bucket);
  return emptyAnswer(200, { location: `/${bucket}` });
};
