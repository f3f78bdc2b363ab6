import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import jq from "jq-wasm";
import type { Stand } from "./shell.ts";

/** The real jq, without one installed: `jq [-flags] <filter> [<file> …]`. */
export const standingInForJq: Stand = async (words, folder) => {
  const flags = words.filter((word) => /^-[a-z]+$/.test(word));
  const [filter = ".", ...files] = words.filter((word) => !flags.includes(word));
  const inputs = await Promise.all(files.map((file) => readFile(resolve(folder, file), "utf8")));
  return `${await jq.raw(inputs.join("\n"), filter, flags)}\n`;
};
