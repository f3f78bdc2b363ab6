/** `npm run captures`: the pictures of README, made of what the demo prints and writes. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { reportSvg } from "./report-svg.ts";
import { terminalSvg, textOf } from "./terminal-svg.ts";

const project = join(import.meta.dirname, "../..");

export const REPORT_TITLE =
  "The top of the demo's report: the sessions of three datasets with their states, and the first causes";

const USAGE = `npm run captures

Runs the demo, and writes docs/images/demo.svg and docs/images/report.svg of it.`;

export async function main(args: readonly string[]): Promise<number> {
  if (args.length > 0) {
    const asked = args[0] === "--help" || args[0] === "-h";
    (asked ? console.log : console.error)(USAGE);
    return asked ? 0 : 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "captures-"));
  const report = join(folder, "report.html");
  try {
    console.error("running the demo …");
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [join(project, "cli/registrar.mjs"), "demo", "--html", report],
      { cwd: project, env: { ...process.env, FORCE_COLOR: "1" } },
    );
    const lines = shown(stderr, stdout);
    write("demo.svg", terminalSvg("What npm run demo prints", lines));
    write("report.svg", reportSvg(REPORT_TITLE, readFileSync(report, "utf8")));
  } finally {
    rmSync(folder, { recursive: true });
  }
  return 0;
}

/** What stays on the screen, up to the defects, which the report shows. */
export function shown(notes: string, results: string): readonly string[] {
  const done = notes
    .trimEnd()
    .split("\n")
    .filter((line) => !textOf(line).startsWith("…"));
  const all = results.trimEnd().split("\n");
  const end = all.findIndex((line) => textOf(line).startsWith("defects planted"));
  if (end < 0) throw new Error("the demo does not tell of defects");
  return ["$ npm run demo", ...done, ...all.slice(0, end - 1)];
}

function write(name: string, svg: string): void {
  writeFileSync(join(project, "docs/images", name), svg);
  console.log(`written: docs/images/${name} (${Math.ceil(svg.length / 1000)} KB)`);
}
