import { AwsError } from "../../service.ts";
import { type S3Action, xmlAnswer } from "../action.ts";
import { readUpload } from "../body.ts";
import { removeObject } from "../changes.ts";
import { documentOf, element, readXml } from "../xml.ts";

/** Keys of one call (S3 API reference, DeleteObjects). */
const KEYS = 1000;

export const deleteObjects: S3Action = (request, s3) => {
  const root = readXml(readUpload(request).bytes);
  const keys = root.all("Object").map((object) => object.textOf("Key") ?? "");
  if (keys.length === 0 || keys.length > KEYS) {
    throw new AwsError("MalformedXML", `DeleteObjects takes 1 to ${KEYS} keys, not ${keys.length}`);
  }
  for (const key of keys) removeObject(s3, request.bucket, key);
  const deleted = keys.map((key) => element("Deleted", [element("Key", key)]));
  return xmlAnswer(documentOf("DeleteResult", root.textOf("Quiet") === "true" ? [] : deleted));
};
