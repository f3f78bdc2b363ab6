/** `npm run evidence`: docs/evidence.md of the last whole run of each suite with an outside judge. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { evidencePage } from "./page.ts";
import { COMMANDS, type Suite } from "./promises.ts";
import { keep, newest, readKept, readRuns } from "./records.ts";

const PAGE = join(import.meta.dirname, "../../docs/evidence.md");

const USAGE = `npm run evidence

Takes the records that the suites with outside judges left in this checkout, keeps the
newest of each in docs/evidence.json, and writes docs/evidence.md of them.`;

export function main(args: readonly string[]): number {
  if (args.length > 0) {
    const asked = args[0] === "--help" || args[0] === "-h";
    (asked ? console.log : console.error)(USAGE);
    return asked ? 0 : 2;
  }
  const records = newest(readKept(), readRuns());
  keep(records);
  writeFileSync(PAGE, evidencePage(records));
  const without = (Object.keys(COMMANDS) as Suite[]).filter(
    (suite) => !records.some((record) => record.suite === suite),
  );
  for (const { suite, at, passed, failed } of records) {
    console.log(`${suite}: ${passed} passed, ${failed} failed on ${at.slice(0, 10)}`);
  }
  for (const suite of without) console.log(`${suite}: not run yet; ${COMMANDS[suite]}`);
  console.log("written: docs/evidence.md");
  return 0;
}
