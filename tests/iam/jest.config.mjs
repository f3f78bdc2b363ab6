import { suiteConfig } from "../support/suite-config.mjs";

// Thousands of requests are judged for each role, and a package takes seconds.
export default suiteConfig("iam", { testTimeout: 300_000 });
