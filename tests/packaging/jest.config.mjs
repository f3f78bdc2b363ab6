import { suiteConfig } from "../support/suite-config.mjs";

export default suiteConfig("packaging");
