import { type S3Action, xmlAnswer } from "../action.ts";
import { documentOf, element } from "../xml.ts";

export const listBuckets: S3Action = ({ store }) => {
  const buckets = store
    .buckets()
    .map(({ name, createdAt }) =>
      element("Bucket", [element("Name", name), element("CreationDate", new Date(createdAt).toISOString())]),
    );
  return xmlAnswer(documentOf("ListAllMyBucketsResult", [element("Buckets", buckets)]));
};
