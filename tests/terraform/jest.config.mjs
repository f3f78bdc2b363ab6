import { createRequire } from "node:module";

const base = createRequire(import.meta.url)("../../jest.config.json");

/** As for all tests, but these alone. */
export default {
  ...base,
  rootDir: "../..",
  testMatch: ["<rootDir>/tests/terraform/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  // The provider is a program of its own, which takes seconds to start, and every plan starts it several times.
  testTimeout: 300_000,
};
