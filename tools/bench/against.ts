/** Measures this tree and another commit of it in turn, each by its own benchmark. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Measured } from "./comparison.ts";

export interface Turns {
  /** Of this tree; a git work tree. */
  readonly root: string;
  readonly commit: string;
  /** A temporary folder that is there. */
  readonly folder: string;
  /** How often each is measured. */
  readonly rounds: number;
  /** What each benchmark is called with. */
  readonly args: readonly string[];
  readonly progress: (what: string) => void;
}

export interface Measurements {
  readonly ours: readonly (readonly Measured[])[];
  readonly theirs: readonly (readonly Measured[])[];
}

/** The full name of a commit; undefined if there is none. */
export function commitOf(root: string, commit: string): string | undefined {
  try {
    return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}^{commit}`).trim();
  } catch {
    return undefined;
  }
}

/**
 * Ours, theirs, ours, theirs …: what slows the machine for a while slows both. The other tree is a git work tree, gone
 * when this process is, whatever ends it.
 */
export async function measureInTurn({
  root,
  commit,
  folder,
  rounds,
  args,
  progress,
}: Turns): Promise<Measurements> {
  const other = join(folder, "other");
  // Before anybody removes the folder around it: git forgets a work tree only while it is there.
  process.prependListener("exit", () => removeTree(root, other));
  progress(`checking out ${commit}`);
  git(root, "worktree", "add", "--quiet", "--detach", other, commit);
  install(root, other, progress);
  const [ours, theirs]: [Measured[][], Measured[][]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    progress(`this tree, ${round} of ${rounds}`);
    ours.push(await benchmark(root, args));
    progress(`${commit}, ${round} of ${rounds}`);
    theirs.push(await benchmark(other, args));
  }
  return { ours, theirs };
}

const git = (root: string, ...args: readonly string[]) =>
  execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

function removeTree(root: string, other: string): void {
  if (!existsSync(other)) return;
  // A link, or a copy of its own; git does not know of either.
  rmSync(join(other, "node_modules"), { recursive: true, force: true });
  git(root, "worktree", "remove", "--force", other);
}

/** The packages of this tree, if the other locks the same ones. */
function install(root: string, other: string, progress: (what: string) => void): void {
  const lockOf = (tree: string, revision: string) => git(tree, "rev-parse", `${revision}:package-lock.json`);
  const isSame = lockOf(other, "HEAD") === git(root, "hash-object", "package-lock.json");
  if (isSame) {
    symlinkSync(join(root, "node_modules"), join(other, "node_modules"), "dir");
    return;
  }
  progress("npm ci, because it locks other packages");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: other,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Its exit code says whether goals were met, which is not asked here. */
async function benchmark(tree: string, args: readonly string[]): Promise<Measured[]> {
  const child = spawn(process.execPath, [join(tree, "tools/bench/run.mjs"), ...args], {
    cwd: tree,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = () => child.kill();
  process.once("exit", stop);
  try {
    const printed = await text(child.stdout);
    return (JSON.parse(printed) as { readonly entries: Measured[] }).entries;
  } catch (cause) {
    throw new Error(`the benchmark of ${tree} printed no report`, { cause });
  } finally {
    process.off("exit", stop);
  }
}
