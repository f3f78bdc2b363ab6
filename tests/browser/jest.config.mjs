import { createRequire } from "node:module";

const base = createRequire(import.meta.url)("../../jest.config.json");

/** As for all tests, but these alone. */
export default {
  ...base,
  rootDir: "../..",
  testMatch: ["<rootDir>/tests/browser/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  // axe looks at a long page for seconds, and a machine may be busy.
  testTimeout: 120_000,
};
