/** The file of a list of datasets that `registrar try --write` replaces: as it was when the command began, and as it is to be. */
import { access, constants, lstat, readFile, readlink, realpath, stat } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { writePage } from "../../operate/report-file.ts";
import { messageOf, RegistrarError, usageError } from "../../shared/runtime/errors.ts";
import { printable } from "../../shared/runtime/text.ts";

export interface ListFile {
  /** Absolute path, as it was asked for. */
  readonly file: string;
  /** Where it lies, if that is a link to it. */
  readonly target: string;
  /** Undefined if there is none yet. */
  readonly text: string | undefined;
}

/** Asked before anything that takes time. Throws USAGE: why a list cannot be written there. */
export async function readListFile(file: string): Promise<ListFile> {
  return refusing(file, async () => {
    const target = await targetOf(file);
    if (target === undefined) {
      await refuseNew(file);
      return { file, target: file, text: undefined };
    }
    await access(target, constants.W_OK);
    // It is replaced whole, by a file that is written beside it.
    await access(dirname(target), constants.W_OK);
    return { file, target, text: await textOf(target, file) };
  });
}

/** Of other encodings what is read is not what would be written: each letter beyond ASCII would be lost. */
async function textOf(target: string, file: string): Promise<string> {
  const bytes = await readFile(target);
  const text = bytes.toString("utf8");
  if (Buffer.from(text, "utf8").equals(bytes)) return text;
  throw listRefused(file, ["it is not UTF-8: save it as that"]);
}

/** Replaces a list as a whole. Throws USAGE: why nothing was written, such as that somebody else wrote into it meanwhile. */
export async function writeListFile({ file, target, text: before }: ListFile, text: string): Promise<void> {
  await refusing(file, async () => {
    const now = await readFile(target, "utf8").catch(() => undefined);
    if (now !== before) throw listRefused(file, ["it was changed while this ran: run the command again"]);
    await writePage(target, text, before === undefined ? undefined : await stat(target));
  });
}

export const listRefused = (file: string, problems: readonly string[]) =>
  usageError("try", [`nothing is written into ${printable(file)}`, ...problems]);

async function refusing<Answer>(file: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof RegistrarError) throw thrown;
    throw listRefused(file, [printable(messageOf(thrown)), "--datasets <file> names another list"]);
  }
}

/** Undefined if there is nothing of this name. */
async function targetOf(file: string): Promise<string | undefined> {
  try {
    return await realpath(file);
  } catch (thrown) {
    if (!isAbsent(thrown)) throw thrown;
  }
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined) return undefined;
  throw listRefused(file, [`it is a link to ${printable(await readlink(file))}, which is not there`]);
}

async function refuseNew(file: string): Promise<void> {
  if (!/^\.m?ts$/.test(extname(file)))
    throw listRefused(file, ["a new list is TypeScript: give it a name that ends with .ts"]);
  for (let place = dirname(file); ; place = dirname(place)) {
    try {
      return await access(place, constants.W_OK);
    } catch (thrown) {
      if (!isAbsent(thrown)) throw thrown;
    }
  }
}

const isAbsent = (thrown: unknown) => (thrown as NodeJS.ErrnoException).code === "ENOENT";
