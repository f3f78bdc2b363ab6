import { createRequire } from "node:module";

const base = createRequire(import.meta.url)("../../jest.config.json");

/** Jest's settings for a folder of tests that `npm test` leaves out: as for all tests, but these alone. */
export function suiteConfig(folder, settings = {}) {
  return {
    ...base,
    rootDir: "../..",
    testMatch: [`<rootDir>/tests/${folder}/**/*.test.ts`],
    testPathIgnorePatterns: ["/node_modules/"],
    ...settings,
  };
}
