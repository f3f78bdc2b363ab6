import { readFile, rm } from "node:fs/promises";
import type { CheckpointStore } from "../../shared/reconcile/checkpoint.ts";
import { writePage } from "../report-file.ts";

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
    write: (text) => writePage(file, text),
    clear: () => rm(file, { force: true }),
  };
}
