import { COMMANDS, PROMISES, type ReadmePromise, type Suite } from "./promises.ts";
import type { SuiteRecord } from "./records.ts";

/** docs/evidence.md of the last runs. */
export function evidencePage(records: readonly SuiteRecord[]): string {
  const bySuite = new Map(records.map((record) => [record.suite, record]));
  return `# Evidence

What README promises, and which independent software has shown it (the simulator alone is of this project). \`npm run evidence\`
writes this page from the last whole run of each suite. No live AWS account was used: the last column names what
[only an account can answer](testing.md#what-no-test-shows).

## Promises

| README says | shown by | only AWS shows |
|---|---|---|
${PROMISES.map((promise) => promiseRow(promise, bySuite)).join("\n")}

## Judges

| suite | judges | judged | on | result | takes |
|---|---|---|---|---|---|
${(Object.keys(COMMANDS) as Suite[]).map((suite) => suiteRow(suite, bySuite.get(suite))).join("\n")}

${records.flatMap(measured).join("\n")}`;
}

function promiseRow({ says, shown, live }: ReadmePromise, bySuite: ReadonlyMap<Suite, SuiteRecord>): string {
  const judged = shown.map(({ by, how }) => `${how} (${standing(by, bySuite.get(by))})`);
  return `| ${says} | ${judged.join("; ")} | ${live.map((id) => `\`${id}\``).join(", ")} |`;
}

function standing(suite: Suite, record: SuiteRecord | undefined): string {
  if (record === undefined) return `${suite}: not run yet`;
  return record.failed === 0 ? suite : `${suite}: ${record.failed} failed`;
}

function suiteRow(suite: Suite, record: SuiteRecord | undefined): string {
  const command = `\`${COMMANDS[suite]}\``;
  if (record === undefined) return `| ${command} | | not run yet | | | |`;
  const judges = record.judges.map(({ name, version }) => `${name} ${version}`.trim()).join(", ");
  const { at, commit = "no commit", passed, failed, seconds } = record;
  return `| ${command} | ${judges} | ${commit} | ${at.slice(0, 10)} | ${passed} passed, ${failed} failed | ${seconds} s |`;
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
