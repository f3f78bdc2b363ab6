import { suiteConfig } from "../support/suite-config.mjs";

/** One after the other: they share a JVM, which has the other core. */
export default suiteConfig("engines", { maxWorkers: 1, testTimeout: 300_000 });
