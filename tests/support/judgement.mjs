import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** Where each suite with an outside judge leaves the record of its last whole run. */
export const judgements = join(project, ".cache", "judgements");

/**
 * Records a whole run of a suite whose judge is software that others wrote: what judged, in which version, on which
 * commit, what it counted. `npm run evidence` makes docs/evidence.md of these records.
 * `judges`: `[{ name, version }]`; `facts`: what was measured, `{ "statements compared": 512 }`.
 */
export function recordJudgement({ suite, judges, passed, failed, seconds, facts = {} }) {
  mkdirSync(judgements, { recursive: true });
  const record = {
    suite,
    judges,
    at: new Date().toISOString(),
    commit: commit(),
    passed,
    failed,
    seconds,
    facts,
  };
  writeFileSync(join(judgements, `${suite}.json`), `${JSON.stringify(record, null, 2)}\n`);
}

/** The facts of one run, later ones in place of earlier ones. */
export function readFacts(file) {
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return Object.fromEntries(lines.map((line) => JSON.parse(line)));
}

/** The commit that was judged, with `+` if the tree had changes of its own; absent outside a Git checkout. */
function commit() {
  try {
    const git = (...args) => execFileSync("git", args, { cwd: project, stdio: ["ignore", "pipe", "ignore"] });
    const changed = git("status", "--porcelain", "--untracked-files=no").toString() !== "";
    return `${git("rev-parse", "--short=9", "HEAD").toString().trim()}${changed ? "+" : ""}`;
  } catch {
    return undefined;
  }
}
