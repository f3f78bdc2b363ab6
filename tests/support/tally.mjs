import { relative } from "node:path";
import { slowFiles } from "./slow-files.mjs";

/** From how many seconds on a test file is named as slow. */
const { SLOW_SECONDS = "10" } = process.env;

/** A jest reporter: names slow files on stderr, and tells the process that started jest what passed and failed. */
export default class Tally {
  #rootDir;

  constructor({ rootDir }) {
    this.#rootDir = rootDir;
  }

  onRunComplete(_contexts, results) {
    const nameOf = (file) => relative(this.#rootDir, file);
    for (const line of slowFiles(results.testResults, Number(SLOW_SECONDS), nameOf)) console.error(line);
    // A file that does not compile or load has no tests to count; it is a failure all the same.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.send?.({ passed: results.numPassedTests, failed });
  }
}
