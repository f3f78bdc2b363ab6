import { suiteConfig } from "../support/suite-config.mjs";

export default suiteConfig("recipes", { testTimeout: 120_000 });
