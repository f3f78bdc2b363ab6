import { emptyAnswer, type S3Action } from "../action.ts";

export const deleteBucket: S3Action = ({ bucket }, { store }) => {
  store.deleteBucket(bucket);
  return emptyAnswer(204);
};
