import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readFacts, recordJudgement } from "./judgement.mjs";

const project = fileURLToPath(new URL("../../", import.meta.url));
const jest = fileURLToPath(import.meta.resolve("jest/bin/jest"));
const tally = fileURLToPath(new URL("tally.mjs", import.meta.url));

/** Jest runs ES modules only with this flag, and Node warns of it in every process. */
const NODE_OPTIONS = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];

/** What stops a run. A terminal sends SIGINT to jest as well; the others come to this process alone. */
const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a folder of tests that has a command of its own; `args` are jest's, from the user. A whole run with outside
 * `judges`, `[{ name, version }]`, is recorded as evidence.
 */
export function runSuite(suite, args, { variables = {}, judges = [] } = {}) {
  const config = fileURLToPath(new URL(`../${suite}/jest.config.mjs`, import.meta.url));
  const judged = judges.length > 0 && args.length === 0 ? { suite, judges } : undefined;
  return runJest(["--config", config, ...args], variables, judged);
}

/**
 * Runs jest; what it prints goes to stderr, as ever, and the last line on stdout is `N passed, N failed`. Answers the
 * exit code. `variables` are added to the environment of the tests. `judged`, `{ suite, judges }`, records the run as
 * outside evidence; a suite gives it for whole runs only.
 */
export async function runJest(args, variables = {}, judged = undefined) {
  // Last, because jest takes the words that follow for more reporters.
  const reporters = ["--reporters=default", `--reporters=${tally}`];
  // What takes long to make and is wanted by several files, for this run.
  const shared = mkdtempSync(join(tmpdir(), "registrar-run-"));
  const facts = join(shared, "facts.jsonl");
  const began = Date.now();
  const child = spawn(process.execPath, [jest, ...args, ...reporters], {
    cwd: project,
    env: { ...environment(), ...variables, SHARED_BY_RUN: shared, JUDGED_FACTS: facts },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  let counted;
  child.on("message", (message) => {
    counted = message;
  });
  const stop = (signal) => child.kill(signal);
  for (const signal of STOPS) process.on(signal, stop);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (...ending) => resolve(ending));
  });
  for (const name of STOPS) process.off(name, stop);
  if (judged !== undefined && counted !== undefined && signal === null) {
    const seconds = Math.round((Date.now() - began) / 1000);
    recordJudgement({ ...judged, ...counted, seconds, facts: readFacts(facts) });
  }
  rmSync(shared, { recursive: true, force: true });
  if (signal !== null) console.error(`jest was stopped by ${signal}`);
  if (counted !== undefined) console.log(`${counted.passed} passed, ${counted.failed} failed`);
  return code ?? 1;
}

/**
 * The user's environment without a way to a real account, no credentials, no profile, no Region, no endpoint, and without a list
 * of datasets of their own.
 */
export function environment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|REGISTRAR_)/i.test(name));
  return {
    ...Object.fromEntries(kept),
    NODE_OPTIONS: [process.env.NODE_OPTIONS ?? "", ...NODE_OPTIONS].join(" ").trim(),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
