import { suiteConfig } from "../../support/suite-config.mjs";

/** A run of dbt takes some ten seconds, most of them to start. */
export default suiteConfig("clients/dbt", { rootDir: "../../..", testTimeout: 180_000 });
