import { createRequire } from "node:module";

const base = createRequire(import.meta.url)("../../jest.config.json");

/** As for all tests, but these alone. */
export default {
  ...base,
  rootDir: "../..",
  testMatch: ["<rootDir>/tests/iam/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  // Thousands of requests are judged for each role, and a package takes seconds.
  testTimeout: 300_000,
};
