import { AwsError } from "../../wire/service.ts";
import { type S3Action, xmlAnswer } from "../action.ts";
import { readUpload } from "../body.ts";
import { removeObject } from "../changes.ts";
import { documentOf, element, readXml, type XmlElement } from "../xml.ts";
import { ONLY_VERSION } from "./list-object-versions.ts";

/** Keys of one call (S3 API reference, DeleteObjects). */
const KEYS = 1000;

export const deleteObjects: S3Action = (s3, request) => {
  const root = readXml(readUpload(request).bytes);
  const wanted = root.all("Object").map(readIdentifier);
  if (wanted.length === 0 || wanted.length > KEYS) {
    throw new AwsError("MalformedXML", `DeleteObjects takes 1 to ${KEYS} keys, not ${wanted.length}`);
  }
  const there = wanted.filter(({ version }) => version === undefined || version === ONLY_VERSION);
  for (const { key, version } of there) {
    removeObject(s3, request.bucket, key, { isForGood: version !== undefined });
  }
  const deleted = there.map((identifier) => element("Deleted", render(identifier)));
  const errors = wanted
    .filter((identifier) => !there.includes(identifier))
    .map((identifier) => element("Error", [...render(identifier), ...NO_SUCH_VERSION]));
  return xmlAnswer(
    documentOf("DeleteResult", [...(root.textOf("Quiet") === "true" ? [] : deleted), ...errors]),
  );
};

interface Identifier {
  readonly key: string;
  readonly version: string | undefined;
}

const readIdentifier = (object: XmlElement): Identifier => ({
  key: object.textOf("Key") ?? "",
  version: object.textOf("VersionId"),
});

const render = ({ key, version }: Identifier): string[] => [
  element("Key", key),
  ...(version === undefined ? [] : [element("VersionId", version)]),
];

const NO_SUCH_VERSION = [
  element("Code", "NoSuchVersion"),
  element("Message", "The specified version does not exist."),
];
