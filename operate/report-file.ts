import { access, chmod, chown, constants, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
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

/** Whose a file is, and who may do what with it. */
export interface Access {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Writes a page, whole or not at all; folders on the way are made. Throws what the file system says. */
export async function writePage(file: string, page: string, like?: Access): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  try {
    await makeFolder(dirname(file));
    await writeFile(partial, page);
    if (like !== undefined) await giveAccess(partial, like);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Only root may give a file away: whoever else replaces one of another user has it afterwards. */
async function giveAccess(file: string, { mode, uid, gid }: Access): Promise<void> {
  const made = await stat(file);
  if (made.uid !== uid || made.gid !== gid) {
    await chown(file, uid, gid).catch((thrown) => {
      if (codeOf(thrown) !== "EPERM" && codeOf(thrown) !== "EINVAL") throw thrown;
    });
  }
  await chmod(file, mode); // last: a change of the owner may take rights away
}

/** With those above it. Node's own `recursive` never ends below /proc, where no folder can be made and each is said to be absent. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await madeOrThere(folder);
  } catch (thrown) {
    if (codeOf(thrown) !== "ENOENT" || dirname(folder) === folder) throw thrown;
    await makeFolder(dirname(folder));
    await madeOrThere(folder);
  }
}

async function madeOrThere(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (thrown) {
    if (codeOf(thrown) !== "EEXIST") throw thrown;
    if (!(await stat(folder)).isDirectory()) throw thrown;
  }
}

const codeOf = (thrown: unknown) => (thrown as NodeJS.ErrnoException).code;
