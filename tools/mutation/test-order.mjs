import { basename } from "node:path";

/** A test of a file, by its place and title. */
export const idOf = (file, index, title) => `${file}#${index} ${title}`;
const fileOf = (id) => id.slice(0, id.indexOf("#"));

/** Tests that killed of late are asked first; how many, for each mutated file. */
const REMEMBERED = 8;

/** In which order tests find a mutant soonest. */
export class TestOrder {
  /** Milliseconds, by test. */
  #times = new Map();
  /** By mutated file, the last killers, the newest first. */
  #killers = new Map();

  hasTaken(id, time) {
    this.#times.set(id, time);
  }

  hasKilled(id, mutatedFile) {
    const others = this.#killersOf(mutatedFile).filter((other) => other !== id);
    this.#killers.set(mutatedFile, [id, ...others].slice(0, REMEMBERED));
  }

  /**
   * `[{ file, tests }]`: the last killers one by one, then the file of the same name, then one file after another, the
   * quickest first. Together they are `ids`, each once; a file may come twice.
   */
  of(ids, mutatedFile) {
    const wanted = new Set(ids);
    const killers = this.#killersOf(mutatedFile).filter((id) => wanted.delete(id));
    const files = new Map();
    for (const id of wanted) files.set(fileOf(id), [...(files.get(fileOf(id)) ?? []), id]);
    const own = `${basename(mutatedFile, ".ts")}.test.ts`;
    const timeOf = ([file, tests]) =>
      basename(file) === own ? -1 : tests.reduce((time, id) => time + (this.#times.get(id) ?? 0), 0);
    const rest = [...files].sort((a, b) => timeOf(a) - timeOf(b));
    return [...killers.map((id) => [fileOf(id), [id]]), ...rest].map(([file, tests]) => ({ file, tests }));
  }

  #killersOf(mutatedFile) {
    return this.#killers.get(mutatedFile) ?? [];
  }
}
