/**
 * Runs the tests for Stryker in one warm process: each test file is one script, compiled once and evaluated anew for each
 * mutant, so that a mutant in a constant is as quick as any other and none sees what another left behind.
 */
import { createRequire } from "node:module";
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import { commonTokens, declareClassPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { bundlesOf, loaderOf, requirePackage } from "./bundles.mjs";
import { idOf, TestOrder } from "./test-order.mjs";

const sinon = createRequire(requirePackage.resolve("aws-sdk-client-mock"))("sinon");

class WarmRunner {
  static inject = tokens(commonTokens.options);
  #testFiles;
  /** By file, what evaluates it. */
  #bundles = new Map();
  #order = new TestOrder();

  constructor({ mutation }) {
    this.#testFiles = mutation.testFiles;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    // A promise that a mutant leaves behind is nobody's test, and must not end the process.
    process.on("unhandledRejection", () => {});
    // The same cases for every mutant; the first that fails is enough.
    requirePackage("fast-check").configureGlobal({ seed: 1, endOnFailure: true });
    for (const bundle of await bundlesOf(process.cwd(), this.#testFiles))
      this.#bundles.set(bundle.file, loaderOf(bundle));
  }

  async dryRun() {
    const mutantCoverage = { static: {}, perTest: {} };
    const stryker = activate({ mutantCoverage });
    const tests = [];
    for (const [file, load] of this.#bundles) {
      // What is executed at load counts as executed by each test of the file, for it is evaluated again for each mutant.
      stryker.currentTestId = file;
      const loaded = testsOf(file, load);
      const { perTest } = mutantCoverage;
      const atLoad = perTest[file];
      delete perTest[file];
      for (const test of loaded) {
        perTest[test.id] = { ...atLoad };
        stryker.currentTestId = test.id;
        const result = await resultOf(test);
        this.#order.hasTaken(test.id, result.timeSpentMs);
        tests.push(result);
      }
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, sandboxFileName }) {
    const stryker = activate({ activeMutant: activeMutant.id, hitLimit, hitCount: 0 });
    const tests = [];
    for await (const result of this.#results(testFilter, sandboxFileName)) {
      tests.push(result);
      const endless = determineHitLimitReached(stryker.hitCount, hitLimit);
      if (endless !== undefined) return toMutantRunResult(endless);
      if (result.status !== TestStatus.Failed) continue;
      this.#order.hasKilled(result.id, sandboxFileName);
      break;
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests });
  }

  async *#results(ids, mutatedFile) {
    for (const { file, tests } of this.#order.of(ids, mutatedFile)) {
      let loaded;
      try {
        loaded = testsOf(file, this.#bundles.get(file));
      } catch (thrown) {
        yield failed({ id: tests[0], title: file, file }, 0, thrown);
        continue;
      }
      for (const test of loaded) {
        if (!tests.includes(test.id)) continue;
        const result = await resultOf(test);
        this.#order.hasTaken(test.id, result.timeSpentMs);
        yield result;
      }
    }
  }
}

/** What instrumented code reads and writes while it is evaluated and run. */
function activate(state) {
  globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] = state;
  return state;
}

/** Evaluates the file. Clients of the SDK are shared by all files, and a mock stays on them until it is taken off. */
function testsOf(file, load) {
  sinon.restore();
  return load().map((test, index) => ({ ...test, file, id: idOf(file, index, test.title) }));
}

/** Never rejects: what is thrown is the test's failure. */
async function resultOf(test) {
  const groups = [];
  for (let group = test.group; group !== undefined; group = group.parent) groups.unshift(group);
  const start = performance.now();
  try {
    try {
      for (const { before } of groups) for (const hook of before) await hook();
      await test.body();
    } finally {
      for (const { after } of groups.reverse()) for (const hook of after) await hook();
    }
  } catch (thrown) {
    return failed(test, performance.now() - start, thrown);
  }
  return { ...told(test, performance.now() - start), status: TestStatus.Success };
}

const told = ({ id, title, file }, timeSpentMs) => ({ id, name: title, fileName: file, timeSpentMs });

const failed = (test, timeSpentMs, thrown) => ({
  ...told(test, timeSpentMs),
  status: TestStatus.Failed,
  failureMessage: String(thrown?.message ?? thrown),
});

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "warm", WarmRunner)];
