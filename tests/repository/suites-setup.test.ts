/** What the suites say that need more than Node.js, on a machine without it. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { PROJECT } from "./sources.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "setup-"));
});

afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run of Node.js says and how it ends; no program is on its path but those in `path`. */
function node(
  args: readonly string[],
  path = join(folder, "nothing"),
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd: PROJECT, env: { PATH: path, ...env } });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) =>
      resolve({ status, stdout: said.stdout.trim(), stderr: said.stderr.trim() }),
    );
  });
}

/** The same of a main function that imports `names` from a module of the project. */
function main(module: string, names: string, body: string, path?: string, env = {}): Promise<Ended> {
  const url = (file: string) => JSON.stringify(pathToFileURL(join(PROJECT, file)).href);
  const script = `import { ${names} } from ${url(module)};
    import { runMain } from ${url("tests/support/setup.mjs")};
    await runMain(async (signal) => { ${body} });`;
  return node(["--input-type=module", "--eval", script], path, env);
}

/** A folder with one program, which is a script of the shell. */
function programs(name: string, script: string): string {
  const home = mkdtempSync(join(folder, "bin-"));
  writeFileSync(join(home, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return home;
}

describe("without what a suite needs", () => {
  test.each([
    ["clients", "python3 was not found; this suite needs python3, 3.11 or newer, with its venv module"],
    ["contract", "python3 was not found; moto needs python3, 3.11 or newer, with its venv module"],
    ["deployment", "python3 was not found; ministack needs python3, 3.11 or newer, with its venv module"],
    ["recipes", "python3 was not found; moto needs python3, 3.11 or newer, with its venv module"],
    ["terraform", "terraform was not found"],
  ])("test:%s says so, and where to get it, before it does anything else", async (suite, said) => {
    const { status, stdout, stderr } = await node([join(PROJECT, "tests", suite, "run.mjs")]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^${said} \\(https://\\S+\\)$`));
  });

  test("test:browser names a Chromium that is not there", async () => {
    const run = [join(PROJECT, "tests/browser/run.mjs")];
    const { status, stderr } = await node(run, undefined, { CHROMIUM_PATH: join(folder, "nothing") });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^No Chromium was found\. Install one \(Debian: apt-get install chromium\)/);
  });

  test("test:engines refuses a version that is no judge, with those that are", async () => {
    const { status, stderr } = await node([join(PROJECT, "tests/engines/run.mjs"), "--trino", "1"]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "Trino 1 is not a judge here; there are 411 and 483",
    });
  });

  const maven = 'await runMaven({ what: "Trino 411", pom: "pom.xml", goals: [], home: "/jdk", signal })';

  test("Maven that is missing is named, with what it is for", async () => {
    const { status, stderr } = await main("tests/support/maven.mjs", "runMaven", maven);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^mvn was not found; Maven 3\.8 or newer gets Trino 411 \(https:\/\/\S+; .*\)$/);
  });

  test("an old Python is named with what is wanted", async () => {
    const old = programs("python3", "echo Python 3.9.2");
    const { status, stderr } = await node([join(PROJECT, "tests/contract/run.mjs")], old);
    expect(status).toBe(2);
    expect(stderr).toContain("python3 is Python 3.9.2; moto needs python3, 3.11 or newer");
  });
});

describe("without a network", () => {
  test("the last line says what pip could not install; its warnings go to a file", async () => {
    const name = `setup-test-${process.pid}`;
    const home = join(PROJECT, ".cache", name);
    const requirements = join(folder, "requirements.txt");
    writeFileSync(requirements, "moto==5.2.1\n");
    const python = programs(
      "python3",
      `case "$*" in
        --version) echo Python 3.11.9 ;;
        "-m venv "*) /bin/mkdir -p "$3/bin"; /bin/cp "$0" "$3/bin/python" ;;
        *) echo "WARNING: Retrying" >&2; echo "ERROR: No matching distribution found" >&2; exit 1 ;;
      esac`,
    );
    const install = `await installPythonEnvironment(${JSON.stringify({ name, requirements, packages: ["moto"] })})`;
    try {
      const { status, stderr } = await main(
        "tests/support/python-environment.mjs",
        "installPythonEnvironment",
        install,
        python,
      );
      expect(status).toBe(2);
      expect(stderr.split("\n")).toEqual([
        "ERROR: No matching distribution found",
        "pip could not install moto 5.2.1; it needs the network once, or an index that PIP_INDEX_URL names. " +
          `All that pip said: .cache/${name}/pip.log`,
      ]);
      expect(readFileSync(join(home, "pip.log"), "utf8")).toContain("WARNING: Retrying");
      expect(existsSync(join(home, "installed.txt"))).toBe(false);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  test("the last line says what Maven could not get", async () => {
    const broken = programs("mvn", 'echo "[INFO] Scanning"; echo "[ERROR] Unknown host"; exit 1');
    const run = 'await runMaven({ what: "S3A", pom: "pom.xml", goals: [], home: "/jdk", signal })';
    const { status, stderr } = await main("tests/support/maven.mjs", "runMaven", run, broken);
    expect(status).toBe(2);
    expect(stderr).toBe(
      "[ERROR] Unknown host\n" +
        "Maven could not get S3A; it needs the network once, or a mirror that ~/.m2/settings.xml names",
    );
  });

  test("the last line says which packages npm could not install", async () => {
    const own = join(folder, "own");
    mkdirSync(own);
    writeFileSync(join(own, "package.json"), '{"dependencies": {"axe-core": "4.14.1"}}');
    writeFileSync(join(own, "package-lock.json"), "{}");
    const broken = programs("npm", 'echo "npm error code EAI_AGAIN" >&2; exit 1');
    const install = `return (await installOwnPackages(${JSON.stringify(relative(PROJECT, own))}, signal)) ? 0 : 2`;
    const { status, stderr } = await main("tools/own-packages.mjs", "installOwnPackages", install, broken);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /npm error code EAI_AGAIN\nnpm could not install the packages of \S+; it needs the network once, or a registry that \.npmrc names$/,
    );
  });
});

describe("a JDK", () => {
  /** A folder that looks like one. */
  function jdk(name: string, version: string): string {
    const home = join(folder, name);
    mkdirSync(join(home, "bin"), { recursive: true });
    writeFileSync(join(home, "release"), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`);
    writeFileSync(join(home, "bin", "javac"), "");
    return home;
  }

  async function found(range: string, path: string, env: Readonly<Record<string, string>> = {}) {
    const find = `console.log(JSON.stringify(findJdk(${range}) ?? null)); return 0`;
    return JSON.parse((await main("tests/support/jdk.mjs", "findJdk", find, path, env)).stdout);
  }

  test("of JAVA_HOME comes first, then that on the path, each if its version will do", async () => {
    const [old, young] = [jdk("old", "17.0.15"), jdk("young", "99.0.1")];
    expect(await found("[17, 21]", "", { JAVA_HOME: old })).toEqual({ home: old, version: "17.0.15" });
    const path = join(young, "bin");
    expect(await found("[99, 99]", path, { JAVA_HOME: old })).toEqual({ home: young, version: "99.0.1" });
    expect(await found("[98, 98]", path, { JAVA_HOME: old })).toBeNull();
  });

  test("that is missing is named with its versions and where to get one", async () => {
    const { stdout } = await main(
      "tests/support/jdk.mjs",
      "noJdk",
      'console.log(noJdk("Trino 483", [25, 25])); return 0',
    );
    expect(stdout).toMatch(/^Trino 483 needs a JDK 25, in JAVA_HOME, .*; https:\/\/adoptium\.net has it /);
  });
});
