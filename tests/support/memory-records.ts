import type { RecordStore } from "../../shared/store/port.ts";

/** Records in memory, as strict about versions as S3. */
export class MemoryRecords implements RecordStore {
  readonly texts = new Map<string, { readonly text: string; readonly version: string }>();
  /** Runs before the next write: the moment for somebody else. */
  beforeWrite: () => void = () => {};
  /** The next write is carried out, and asked for again: its first answer was lost. */
  losesAnswer = false;
  #version = 0;

  async read(_bucket: string, key: string) {
    return this.texts.get(key);
  }

  async write(_bucket: string, key: string, text: string, over: string) {
    const meanwhile = this.beforeWrite;
    this.beforeWrite = () => {};
    meanwhile();
    if (over !== (this.texts.get(key)?.version ?? "nothing")) return "outdated" as const;
    const written = this.put(key, text);
    if (!this.losesAnswer) return written;
    this.losesAnswer = false;
    return "outdated" as const;
  }

  put(key: string, text: string) {
    this.#version += 1;
    const version = `"${this.#version}"`;
    this.texts.set(key, { text, version });
    return { version };
  }
}
