import { emptyAnswer, type S3Action } from "../action.ts";

export const deleteBucket: S3Action = ({ store }, { bucket }) => {
  store.deleteBucket(bucket);
  return emptyAnswer(204);
};
