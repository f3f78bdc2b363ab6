import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const engines = fileURLToPath(new URL("../engines/", import.meta.url));
const support = fileURLToPath(new URL("../support/", import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "jdks-"));
});

afterAll(() => rm(folder, { recursive: true }));

/** What runs of a script of Node say and how they end. */
function node(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    env: { PATH: "", ...env },
    encoding: "utf8",
  });
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
}

/** A folder that looks like a JDK. */
function jdk(name: string, version: string): string {
  const home = join(folder, name);
  mkdirSync(join(home, "bin"), { recursive: true });
  writeFileSync(join(home, "release"), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`);
  writeFileSync(join(home, "bin", "javac"), "");
  return home;
}

const found = (range: string, env: Readonly<Record<string, string>>) => {
  const script = `import { findJdk } from ${JSON.stringify(pathToFileURL(join(support, "jdk.mjs")).href)};
    console.log(JSON.stringify(findJdk(${range}) ?? null));`;
  return JSON.parse(node(["--input-type=module", "--eval", script], env).stdout);
};

test("a version that is no judge is refused with those that are", () => {
  const { status, stderr } = node([join(engines, "run.mjs"), "--trino", "1"]);
  expect(status).toBe(2);
  expect(stderr).toBe("Trino 1 is not a judge here; there are 411 and 483");
});

test("the JDK of JAVA_HOME comes first, then that on the path, each if its version will do", () => {
  const [old, young] = [jdk("old", "17.0.15"), jdk("young", "99.0.1")];
  expect(found("[17, 21]", { JAVA_HOME: old })).toEqual({ home: old, version: "17.0.15" });
  const both = { JAVA_HOME: old, PATH: join(young, "bin") };
  expect(found("[99, 99]", both)).toEqual({ home: young, version: "99.0.1" });
  expect(found("[98, 98]", both)).toBeNull();
});
