import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const RUNNER = fileURLToPath(new URL("../run.mjs", import.meta.url));
const THREE_TESTS = `
  test("one", () => {});
  test("two", () => {});
  test("three", () => { throw new Error("no"); });
`;

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "run-test-")));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `node tests/run.mjs` on a project of one test file. */
function run(testFile: string, ...args: string[]) {
  writeFileSync(join(folder, "only.test.mjs"), testFile);
  return runFolder({}, ...args);
}

/** Runs it on the test files that are in the folder. */
function runFolder(variables: Readonly<Record<string, string>>, ...args: string[]) {
  const { SLOW_SECONDS: _, ...inherited } = process.env;
  writeFileSync(join(folder, "jest.config.json"), JSON.stringify({ testMatch: ["**/*.test.mjs"] }));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [RUNNER, "--rootDir", folder, "--config", join(folder, "jest.config.json"), ...args],
    {
      encoding: "utf8",
      env: {
        ...inherited,
        ...variables,
        AWS_PROFILE: "prod",
        AWS_SECRET_ACCESS_KEY: "real",
        AWS_REGION: "eu-west-1",
        REGISTRAR_DATASETS: "/lists/datasets.ts",
      },
    },
  );
  return { status, lastLine: stdout.trimEnd().split("\n").at(-1), stderr };
}

test("the last line counts what passed and failed, and a failure is the exit code", () => {
  expect(run(THREE_TESTS)).toMatchObject({ status: 1, lastLine: "2 passed, 1 failed" });
});

test("arguments are passed on to jest", () => {
  expect(run(THREE_TESTS, "--testNamePattern", "one|two", "only")).toMatchObject({
    status: 0,
    lastLine: "2 passed, 0 failed",
  });
});

test("a test file that does not load counts as a failure", () => {
  const { status, lastLine, stderr } = run(`import "./absent.mjs";`);
  expect({ status, lastLine }).toEqual({ status: 1, lastLine: "0 passed, 1 failed" });
  expect(stderr).toContain("absent.mjs");
});

test("tests see no credentials, profile, Region or list of datasets of the user, and nothing but jest's own output", () => {
  const printsEnvironment = `
    test("prints", () => {
      const names = Object.keys(process.env).filter((name) => /^(AWS|REGISTRAR)_/.test(name));
      throw new Error("seen: " + names.sort().join());
    });
  `;
  const { stderr } = run(printsEnvironment);
  expect(stderr).toContain(
    "seen: AWS_CONFIG_FILE,AWS_EC2_METADATA_DISABLED,AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED," +
      "AWS_SHARED_CREDENTIALS_FILE\n",
  );
  expect(stderr).not.toContain("Warning");
});

/** "    0.3 s  a.test.mjs" → [0.3, "a.test.mjs"] */
function slowNamed(stderr: string): readonly (readonly [number, string])[] {
  return [...stderr.matchAll(/^ +([\d.]+) s {2}(\S+)$/gm)].map(([, seconds, file]) => [
    Number(seconds),
    file!,
  ]);
}

test("files that took longer than SLOW_SECONDS are named, at most five, the slowest first, before the last line", () => {
  const files = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `${name}.test.mjs`);
  for (const file of files) writeFileSync(join(folder, file), `test("one", () => {});`);
  const { lastLine, stderr } = runFolder({ SLOW_SECONDS: "0" });
  expect(lastLine).toBe("7 passed, 0 failed");
  expect(stderr).toContain("7 test files took longer than 0 s; the slowest:\n");
  const named = slowNamed(stderr);
  expect(named).toHaveLength(5);
  expect(files).toEqual(expect.arrayContaining(named.map(([, file]) => file)));
  const seconds = named.map(([taken]) => taken);
  expect(seconds).toEqual(seconds.toSorted((one, other) => other - one));
});

test("files that took no longer than ten seconds are not named", () => {
  const { lastLine, stderr } = run(THREE_TESTS);
  expect(lastLine).toBe("2 passed, 1 failed");
  expect(stderr).not.toContain("took longer than");
});
