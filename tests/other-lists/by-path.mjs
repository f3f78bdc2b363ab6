// A list outside of the checkout, named by its path, is taken as the project's own: what commands make of both is compared.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** What reaches all that a list says: its rules, its grantees, the whole template, and its names. */
const COMMANDS = [
  ["check", "--json"],
  ["export", "terraform", "--stage", "prod"],
  ["completion", "datasets"],
  ["completion", "grantees"],
];

/**
 * How many commands tell the same, and how many do not, of which each is named on stderr. `declare` writes datasets into the own
 * list of `copy`. A list by path has the tables of results by itself, so the own list gets them at the same place.
 */
export async function compareByPath({ datasets, grantees }, copy, declare) {
  const { CHECK_RESULTS } = await tsImport("../../shared/quality/results/table.ts", import.meta.url);
  const { SESSION_CHANGES } = await tsImport("../../shared/sessions/table.ts", import.meta.url);
  const results = [CHECK_RESULTS, SESSION_CHANGES];
  const listed = datasets.filter(({ name }) => results.every((table) => table.name !== name));
  declare([...listed, ...results]);
  const folder = mkdtempSync(join(tmpdir(), "registrar-by-path-"));
  const file = join(folder, "datasets.ts");
  const exported = Object.entries({ datasets: listed, grantees });
  writeFileSync(
    file,
    exported.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`).join(""),
  );
  const counted = { passed: 0, failed: 0 };
  try {
    for (const command of COMMANDS) {
      const own = await told(copy, command, {});
      const byPath = await told(project, command, { REGISTRAR_DATASETS: file });
      const isSame = own === byPath && own.startsWith("0 ");
      counted[isSame ? "passed" : "failed"]++;
      if (!isSame)
        console.error(`registrar ${command.join(" ")} is not the same by path:\n${difference(own, byPath)}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return counted;
}

/** The first lines that differ. */
function difference(own, byPath) {
  const [one, other] = [own, byPath].map((text) => text.split("\n"));
  const at = one.findIndex((line, index) => line !== other[index]);
  return `  ${one[at]}\n  ${other[at]}`;
}

/** What names the list: a comment, and an output of the stack, which only a list by path has. */
const withoutItsName = (text) => text.replace(/Written from [^:]+:/, "").replaceAll(/"used": \d+/g, "");

/** Exit code and results. */
function told(cwd, command, list) {
  const options = { cwd, env: { PATH: process.env.PATH, ...list }, maxBuffer: 64e6 };
  return new Promise((resolve) => {
    execFile(process.execPath, ["cli/registrar.mjs", ...command], options, (error, out, notes) => {
      resolve(error === null ? `0 ${withoutItsName(out)}` : `${error.code} ${out}${notes}`);
    });
  });
}
