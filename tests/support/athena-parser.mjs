/** Stands for dt-sql-parser in tests: the parser of environment.mjs, which the test files of a process share. */
export const { TrinoSQL } = await globalThis.athenaParser();
