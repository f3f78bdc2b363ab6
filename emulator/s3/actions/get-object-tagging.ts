import { type S3Action, xmlAnswer } from "../action.ts";
import { documentOf, element } from "../xml.ts";

/** Nothing here has tags; who copies an object in parts asks for them. */
export const getObjectTagging: S3Action = ({ store }, { bucket, key }) => {
  store.object(bucket, key);
  return xmlAnswer(documentOf("Tagging", [element("TagSet", [])]));
};
