/** A jest reporter: tells the process that started jest how many tests passed and failed. */
export default class Tally {
  onRunComplete(_contexts, results) {
    // A file that does not compile or load has no tests to count; it is a failure all the same.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.send?.({ passed: results.numPassedTests, failed });
  }
}
