/** The files below a folder that can be data, and what else lies there. */
import type { Dirent } from "node:fs";
import { readdir, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { notData } from "../../shared/datasets/data-files.ts";
import { messageOf } from "../../shared/runtime/errors.ts";
import type { Skipped } from "./skipped.ts";

export interface FolderContents {
  /** Paths below the folder, with "/", in order. */
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
}

/**
 * Symbolic links below the folder are not followed: they may lead round in circles, or out of the folder to what nobody
 * meant to show. The folder itself may be one.
 */
export async function walk(root: string): Promise<FolderContents> {
  const files: string[] = [];
  const skipped: Skipped[] = [];
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of await entriesOf(root, folder, skipped)) {
      const path = folder + entry.name;
      const aside = await asideOf(root, path, entry);
      if (aside !== undefined) skipped.push({ path, ...aside });
      else if (entry.isDirectory()) waiting.push(`${path}/`);
      else files.push(path);
    }
  }
  return { files: files.sort(), skipped };
}

async function entriesOf(root: string, folder: string, skipped: Skipped[]): Promise<readonly Dirent[]> {
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (thrown) {
    skipped.push({ path: folder, kind: "unreadable", reason: `cannot be listed: ${messageOf(thrown)}` });
    return [];
  }
}

/** What keeps an entry from being looked into. */
async function asideOf(
  root: string,
  path: string,
  entry: Dirent,
): Promise<Omit<Skipped, "path"> | undefined> {
  // A folder is judged as a file would be in it: its own name alone decides whether it is hidden.
  const ignored = notData(entry.isDirectory() ? `${entry.name}/data` : entry.name, undefined);
  if (ignored !== undefined) {
    return { kind: ignored.reason.startsWith("hidden") ? "hidden" : "other format", reason: ignored.reason };
  }
  if (entry.isSymbolicLink()) {
    const target = await readlink(join(root, path)).catch(() => "?");
    return { kind: "link", reason: `a symbolic link (to ${target}), which is not followed` };
  }
  if (entry.isDirectory() || entry.isFile()) return undefined;
  return { kind: "unreadable", reason: "neither a file nor a folder" };
}

/** Why a path is no folder that can be walked, if so. */
export async function problemOfFolder(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isDirectory() ? undefined : "it is a file; name the folder above it";
  } catch (thrown) {
    const isAbsent = (thrown as NodeJS.ErrnoException).code === "ENOENT";
    return isAbsent ? "there is no such folder" : messageOf(thrown);
  }
}
