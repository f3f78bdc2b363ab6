import { suiteConfig } from "../support/suite-config.mjs";

// The provider is a program of its own, which takes seconds to start, and every plan starts it several times.
export default suiteConfig("terraform", { testTimeout: 300_000 });
