import { suiteConfig } from "../../support/suite-config.mjs";

/** One file at a time: each has a JVM. */
export default suiteConfig("clients/spark", { rootDir: "../../..", maxWorkers: 1, testTimeout: 180_000 });
