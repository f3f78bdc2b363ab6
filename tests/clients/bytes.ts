/** What clients upload where the content does not matter: nobody looks into an object to register it. */

export type FileSize = "small" | "big";

export const SMALL = Buffer.from("a small object\n");

/** Above the eight mebibytes from which boto3 and the AWS CLI upload in parts; the last of its parts is a short one. */
const BIG = Buffer.from("sixteen bytes.\n\n".repeat((9 * 1024 * 1024) / 16 + 1));

export const bytesOf = (size: FileSize) => (size === "big" ? BIG : SMALL);
