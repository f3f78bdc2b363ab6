import { AwsError } from "../../wire/service.ts";
import { emptyAnswer, type S3Action } from "../action.ts";
import { readUpload } from "../body.ts";
import { readXml } from "../xml.ts";

/** Of versions there are no more than their delete markers, and of these no more than their events. */
export const putBucketVersioning: S3Action = ({ store }, request) => {
  const bucket = store.bucket(request.bucket);
  const status = readXml(readUpload(request).bytes).textOf("Status");
  if (status !== "Enabled") {
    throw new AwsError("NotImplemented", `the emulator has no versioning ${status}; supported: Enabled`, 501);
  }
  bucket.isVersioned = true;
  return emptyAnswer(200);
};
