/** What the launcher keeps of the sources: a project of one command, started as processes. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { PROJECT } from "../repository/sources.ts";

const MINUTE = 60_000;
const LONG_AGO = new Date("2026-01-02T00:00:00Z");

let root: string;
let project: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "prepared-"));
  project = join(root, "checkout");
  mkdirSync(join(project, "cli"), { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  for (const file of ["registrar.mjs", "prepared.mjs"]) {
    copyFileSync(join(PROJECT, "cli", file), join(project, "cli", file));
    age(`cli/${file}`);
  }
  symlinkSync(join(PROJECT, "node_modules"), join(project, "node_modules"));
  writeWord("first");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** As if it had been written before anything was started. */
const age = (file: string) => utimesSync(join(project, file), LONG_AGO, LONG_AGO);

function write(file: string, text: string): void {
  writeFileSync(join(project, file), text);
  age(file);
}

function writeWord(word: string): void {
  write("cli/word.ts", `export const word: string = ${JSON.stringify(word)};\n`);
  write(
    "cli/main.ts",
    `import { word } from "./word.ts";
     export async function main(): Promise<number> {
       console.log(JSON.stringify({ word, place: import.meta.url, late: (await import("./late.ts")).late }));
       return 0;
     }`,
  );
  write("cli/late.ts", "export const late: number = 1;\n");
}

async function start(): Promise<{
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}> {
  const child = spawn(process.execPath, [join(project, "cli/registrar.mjs")], { cwd: tmpdir() });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, "close");
  return { code: code as number | null, out, err };
}

const said = async () => JSON.parse((await start()).out) as { readonly word: string; readonly place: string };
const kept = () => readdirSync(join(project, ".cache/commands")).filter((name) => name !== "manifest.json");

test(
  "sources are bundled once, and anew as soon as one of them is edited",
  async () => {
    expect(await said()).toMatchObject({ word: "first", late: 1 });
    expect(await said()).toMatchObject({ word: "first", late: 1 });
    expect(kept()).toHaveLength(1);
    writeWord("another");
    expect(await said()).toMatchObject({ word: "another" });
    expect(kept()).toHaveLength(2);
  },
  MINUTE,
);

test(
  "a module is told the place of its source, also where the checkout was moved to",
  async () => {
    expect((await said()).place).toBe(new URL(`file://${project}/cli/main.ts`).href);
    renameSync(project, join(root, "moved"));
    project = join(root, "moved");
    expect((await said()).place).toBe(new URL(`file://${project}/cli/main.ts`).href);
  },
  MINUTE,
);

test(
  "a source that was written to while it was bundled is read again",
  async () => {
    const soon = new Date(Date.now() + MINUTE);
    utimesSync(join(project, "cli/word.ts"), soon, soon);
    await said();
    await said();
    expect(kept()).toHaveLength(2);
  },
  MINUTE,
);

test(
  "a mistake in the syntax of a source is told with its place",
  async () => {
    await said();
    write("cli/word.ts", "export const word = = 1;\n");
    const { code, err } = await start();
    expect(code).not.toBe(0);
    expect(err).toMatch(/cli\/word\.ts:1:\d+/);
  },
  MINUTE,
);

test(
  "where nothing can be kept, commands go by their sources",
  async () => {
    writeFileSync(join(project, ".cache"), "a file where the folder would be");
    expect(await said()).toMatchObject({ word: "first" });
    expect(existsSync(join(project, ".cache/commands"))).toBe(false);
  },
  MINUTE,
);

test(
  "two that start at once both work, and of what was made before, the last week's twenty at most are kept",
  async () => {
    mkdirSync(join(project, ".cache/commands", `${LONG_AGO.getTime()}-1`), { recursive: true });
    for (let index = 1; index <= 30; index++)
      mkdirSync(join(project, ".cache/commands", `${Date.now() - index * MINUTE}-1`));
    const [one, other] = await Promise.all([said(), said()]);
    expect([one.word, other.word]).toEqual(["first", "first"]);
    expect(kept()).not.toContain(`${LONG_AGO.getTime()}-1`);
    expect(kept().length).toBeLessThanOrEqual(22);
    expect(kept().length).toBeGreaterThan(20);
  },
  MINUTE,
);
