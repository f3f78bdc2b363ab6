import { suiteConfig } from "../support/suite-config.mjs";

// Processes start, crawlers run, and batch windows close.
export default suiteConfig("end-to-end", { testTimeout: 120_000 });
