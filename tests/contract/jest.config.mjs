import { createRequire } from "node:module";

const base = createRequire(import.meta.url)("../../jest.config.json");

/** As for all tests, but these alone. */
export default {
  ...base,
  rootDir: "../..",
  testMatch: ["<rootDir>/tests/contract/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
};
