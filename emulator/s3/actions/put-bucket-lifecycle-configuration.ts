import { emptyAnswer, type S3Action } from "../action.ts";
import { readUpload } from "../body.ts";
import { readLifecycleConfiguration } from "../lifecycle-configuration.ts";
import { readXml } from "../xml.ts";

/** Replaces the whole configuration; objects that are there already expire by it, too. */
export const putBucketLifecycleConfiguration: S3Action = ({ expirations, store }, request) => {
  const bucket = store.bucket(request.bucket);
  bucket.lifecycle = readLifecycleConfiguration(readXml(readUpload(request).bytes));
  expirations.start();
  return emptyAnswer(200);
};
