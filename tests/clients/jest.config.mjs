import { suiteConfig } from "../support/suite-config.mjs";

/** The folders below have commands of their own: see parts.mjs. */
export default suiteConfig("clients", { testMatch: ["<rootDir>/tests/clients/*.test.ts"] });
