import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { commitOf } from "../../tools/bench/against.ts";

/** Of a project whose benchmark only says which tree it is of. */
let folder: string;
let root: string;

const git = (...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", ...args], {
    cwd: root,
    encoding: "utf8",
  });

/** Writes down that it ran; with "wait" it never ends. */
const benchmark = (tree: string) => `
import { appendFileSync } from "node:fs";
appendFileSync(${JSON.stringify(join(folder, "ran"))}, "${tree} " + process.argv.slice(2).join(" ") + "\\n");
if (process.argv.includes("wait")) {
  console.error("waiting");
  setInterval(() => {}, 1000);
}
else console.log(JSON.stringify({ entries: [{ name: "${tree}" }] }));
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "registrar-against-"));
  root = join(folder, "project");
  for (const path of ["tools/bench", "node_modules/x"]) mkdirSync(join(root, path), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(root, name), text);
  write("package.json", '{"type": "module"}');
  write("package-lock.json", "{}");
  write(".gitignore", "node_modules\n");
  write("tools/bench/run.mjs", benchmark("theirs"));
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=x");
  write("tools/bench/run.mjs", benchmark("ours"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** In a process of its own, because the other tree lives as long as that. */
function measuring(...args: readonly string[]) {
  mkdirSync(join(folder, "temporary"));
  const turns = { root, commit: commitOf(root, "HEAD"), folder: join(folder, "temporary"), rounds: 2, args };
  const script = `
    const { register } = await import("tsx/esm/api");
    register();
    const { measureInTurn } = await import(${JSON.stringify(join(import.meta.dirname, "../../tools/bench/against.ts"))});
    process.once("SIGINT", () => process.exit(130));
    const measured = await measureInTurn({ ...${JSON.stringify(turns)}, progress: () => {} });
    console.log(JSON.stringify(measured));
  `;
  return spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: join(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

const ran = () => readFileSync(join(folder, "ran"), "utf8").split("\n").slice(0, -1);
const workTrees = () => git("worktree", "list").trim().split("\n");

test("both trees are measured in turn, and the other is gone afterwards; the packages stay", async () => {
  const child = measuring("--quick");
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  expect(await once(child, "close")).toEqual([0, null]);
  expect(ran()).toEqual(["ours --quick", "theirs --quick", "ours --quick", "theirs --quick"]);
  expect(JSON.parse(printed)).toEqual({
    ours: [[{ name: "ours" }], [{ name: "ours" }]],
    theirs: [[{ name: "theirs" }], [{ name: "theirs" }]],
  });
  expect(workTrees()).toHaveLength(1);
  expect(existsSync(join(folder, "temporary/other"))).toBe(false);
  expect(lstatSync(join(root, "node_modules/x")).isDirectory()).toBe(true);
});

test("Ctrl-C in the middle leaves no tree behind either", async () => {
  const child = measuring("wait");
  const closed = once(child, "close");
  for await (const said of child.stderr) if (String(said).includes("waiting")) break;
  expect(workTrees()).toHaveLength(2);
  child.kill("SIGINT");
  expect(await closed).toEqual([130, null]);
  expect(workTrees()).toHaveLength(1);
  expect(existsSync(join(folder, "temporary/other"))).toBe(false);
});

test("a commit is known by any of its names; what is none is not taken for an option either", () => {
  const full = git("rev-parse", "HEAD").trim();
  expect(commitOf(root, "main")).toBe(full);
  expect(commitOf(root, full.slice(0, 8))).toBe(full);
  expect(commitOf(root, "nowhere")).toBeUndefined();
  expect(commitOf(root, "--all")).toBeUndefined();
});
