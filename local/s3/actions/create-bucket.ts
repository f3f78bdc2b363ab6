import { emptyAnswer, type S3Action } from "../action.ts";

export const createBucket: S3Action = ({ bucket }, { store }) => {
  store.createBucket(bucket);
  return emptyAnswer(200, { location: `/${bucket}` });
};
