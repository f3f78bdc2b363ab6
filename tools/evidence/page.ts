import { COMMANDS, PROMISES, type ReadmePromise, type Suite } from "./promises.ts";
import type { SuiteRecord } from "./records.ts";

/** docs/evidence.md of the last runs. */
export function evidencePage(records: readonly SuiteRecord[]): string {
  const bySuite = new Map(records.map((record) => [record.suite, record]));
  return `# Evidence

What README promises, and which independent software has shown it (the simulator alone is of this project). \`npm run evidence\`
writes this page from the last whole run of each suite, with its commit. No live AWS account was used: "live" names what
[only an account can answer](testing.md#what-no-test-shows).

## Promises

${PROMISES.map((promise) => promiseItem(promise, bySuite)).join("\n")}

## Judges

${(Object.keys(COMMANDS) as Suite[]).map((suite) => suiteItem(suite, bySuite.get(suite))).join("\n")}

${records.flatMap(measured).join("\n")}`;
}

function promiseItem({ says, shown, live }: ReadmePromise, bySuite: ReadonlyMap<Suite, SuiteRecord>): string {
  const judged = shown.map(({ by, how }) => `${how} (${standing(by, bySuite.get(by))})`);
  const open = live.length === 0 ? "" : `; live: ${live.map((id) => `\`${id}\``).join(", ")}`;
  return `- **${says}**: ${judged.join("; ")}${open}`;
}

function standing(suite: Suite, record: SuiteRecord | undefined): string {
  if (record === undefined) return `${suite}: not run yet`;
  return record.failed === 0 ? suite : `${suite}: ${record.failed} failed`;
}

function suiteItem(suite: Suite, record: SuiteRecord | undefined): string {
  const command = `\`${COMMANDS[suite]}\``;
  if (record === undefined) return `- ${command}: not run yet`;
  const judges = record.judges.map(({ name, version }) => `${name} ${version}`.trim()).join(", ");
  const { at, commit = "no commit", passed, failed, seconds } = record;
  const result = `${passed} passed, ${failed} failed in ${seconds} s`;
  return `- ${command}: ${judges}; ${commit}, ${at.slice(0, 10)}: ${result}`;
}

/** What a suite measured besides what it counted. */
function measured({ suite, facts }: SuiteRecord): readonly string[] {
  const rows = Object.entries(facts);
  if (rows.length === 0) return [];
  const list = rows.map(([name, value]) => `- ${name}: ${shown(value)}`).join("\n");
  return [`### Measured by \`${COMMANDS[suite]}\`\n\n${list}\n`];
}

function shown(value: number | string): string {
  return typeof value === "number" ? value.toLocaleString("en-US") : value;
}
