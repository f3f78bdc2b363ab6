import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { CheckpointStore } from "./checkpoint.ts";

/** A checkpoint in a file of its own, written whole or not at all. Throws what the file system says. */
export function checkpointFile(file: string): CheckpointStore {
  return {
    async read() {
      try {
        return await readFile(file, "utf8");
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw thrown;
      }
    },
    async write(text) {
      const partial = `${file}.${process.pid}.partial`;
      await mkdir(dirname(file), { recursive: true });
      await writeFile(partial, text);
      await rename(partial, file);
    },
    clear: () => rm(file, { force: true }),
  };
}
