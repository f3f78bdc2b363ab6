import { type S3Action, xmlAnswer } from "../action.ts";
import { documentOf } from "../xml.ts";

/** us-east-1 alone has no name here: its buckets answer an empty constraint. */
export const getBucketLocation: S3Action = ({ store, region }, { bucket }) => {
  store.bucket(bucket);
  return xmlAnswer(documentOf("LocationConstraint", region === "us-east-1" ? [] : [region]));
};
