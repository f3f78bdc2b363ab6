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
  writeFileSync(join(folder, "jest.config.json"), JSON.stringify({ testMatch: ["**/*.test.mjs"] }));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [RUNNER, "--rootDir", folder, "--config", join(folder, "jest.config.json"), ...args],
    {
      encoding: "utf8",
      env: { ...process.env, AWS_PROFILE: "prod", AWS_SECRET_ACCESS_KEY: "real", AWS_REGION: "eu-west-1" },
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

test("tests see no credentials, profile or Region of the user, and nothing but jest's own output", () => {
  const printsEnvironment = `
    test("prints", () => {
      const names = Object.keys(process.env).filter((name) => name.startsWith("AWS_"));
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
