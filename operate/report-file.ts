import { access, constants, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { messageOf } from "../shared/runtime/errors.ts";
import { quoted } from "../shared/runtime/text.ts";

/** Why a page cannot be written there, asked before anything that takes time or costs. */
export async function problemsOfFile(option: string, file: string): Promise<string[]> {
  try {
    await access(dirname(file), constants.W_OK);
    const found = await stat(file).catch(() => undefined);
    return found?.isDirectory() === true ? [`${option} ${quoted(file)} is a folder`] : [];
  } catch (thrown) {
    return [`${option} ${quoted(file)} cannot be written: ${messageOf(thrown)}`];
  }
}

/** Writes a page, whole or not at all; folders on the way are made. Throws what the file system says. */
export async function writePage(file: string, page: string): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(partial, page);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}
