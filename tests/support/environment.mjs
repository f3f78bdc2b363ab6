import { createRequire } from "node:module";
import vm from "node:vm";
import { build } from "esbuild";
import { TestEnvironment } from "jest-environment-node";

const require = createRequire(import.meta.url);
const PARSER = require.resolve("dt-sql-parser/dist/parser/trino/index.js");

let parser;

/**
 * Node's environment, in which all test files of a process share one parser of Athena's SQL. What it learns of the grammar
 * as it parses takes a second and a half, and every file with a module of its own would learn it anew; and what a test loads
 * looks each global up through the test's sandbox, which takes half of the parser's time.
 */
export default class Environment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.athenaParser = () => {
      parser ??= load();
      return parser;
    };
  }
}

async function load() {
  const { outputFiles } = await build({
    entryPoints: [PARSER],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
  });
  const module = { exports: {} };
  const names = ["module", "exports", "require"];
  const evaluate = vm.compileFunction(outputFiles[0].text, names, { filename: PARSER });
  evaluate(module, module.exports, require);
  return module.exports;
}
