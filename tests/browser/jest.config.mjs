import { suiteConfig } from "../support/suite-config.mjs";

// axe looks at a long page for seconds, and a machine may be busy.
export default suiteConfig("browser", { testTimeout: 120_000 });
