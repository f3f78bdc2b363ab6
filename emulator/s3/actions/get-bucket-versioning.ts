import { type S3Action, xmlAnswer } from "../action.ts";
import { documentOf, element } from "../xml.ts";

/** A bucket whose versioning was never enabled has no status. */
export const getBucketVersioning: S3Action = ({ store }, { bucket }) => {
  const { isVersioned } = store.bucket(bucket);
  return xmlAnswer(documentOf("VersioningConfiguration", isVersioned ? [element("Status", "Enabled")] : []));
};
