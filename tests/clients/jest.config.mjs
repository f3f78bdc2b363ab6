import { suiteConfig } from "../support/suite-config.mjs";

/** The folders below have commands of their own: see parts.mjs. A client that hangs is ended, and told, before its test is. */
export default suiteConfig("clients", {
  testMatch: ["<rootDir>/tests/clients/*.test.ts"],
  testTimeout: 120_000,
});
