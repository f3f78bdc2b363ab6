/**
 * Gives the parser's runtime a Math of its own. What a test loads looks every global up through the test's sandbox, and
 * this module does so for each number that it hashes: measured with the parser of Athena's SQL, that was half of the time.
 */
export default {
  process(source) {
    return { code: `const { Math } = globalThis; ${source}` };
  },
};
