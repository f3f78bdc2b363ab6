import { readFile } from "node:fs/promises";

/** Byte order marks, as editors and PowerShell's ">" write them, and the encoding that each announces. */
const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
] as const;

/** The text of a file: UTF-8, or what its byte order mark says, which is no part of the text. */
export async function readTextFile(path: string): Promise<string> {
  const content = await readFile(path);
  const mark = MARKS.find(({ bytes }) => bytes.every((byte, at) => content[at] === byte));
  return new TextDecoder(mark?.encoding ?? "utf-8").decode(content);
}
