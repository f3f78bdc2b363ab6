import { suiteConfig } from "../support/suite-config.mjs";

// A deployment takes a quarter of a minute, and every step has one.
export default suiteConfig("deployment", { testTimeout: 300_000 });
