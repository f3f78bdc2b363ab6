import { athenaQueries } from "../../shared/athena/athena-adapter.ts";
import { AthenaQueryError, type QueryOptions, type RunningQuery } from "../../shared/athena/port.ts";
import { glueCatalog } from "../../shared/catalog/glue-catalog-adapter.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { nearest } from "../../shared/datasets/suggestion.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { bytes } from "../../shared/quality/amounts.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { messageOf, RegistrarError, usageError } from "../../shared/runtime/errors.ts";
import { biWorkGroupName, databaseName } from "../../shared/runtime/names.ts";
import { quoted } from "../../shared/runtime/text.ts";
import { defineCommand, EXIT, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { untilInterrupted } from "../interruption.ts";
import { answerAs } from "../query/answer.ts";
import { changingWordOf } from "../query/changing-statement.ts";
import { hintOfFailure, hintOfNothing } from "../query/list-hint.ts";
import { costOf } from "../query/render.ts";
import { asMistakeOf } from "../query/wrong-statement.ts";
import type { Terminal } from "../terminal.ts";
import { readTextFile } from "../text-file.ts";
import { sayWhere } from "../whereabouts.ts";

/** Milliseconds that a query may take: Athena's own limit of a SELECT is 30 minutes. */
const TIMEOUT = 30 * 60_000;
const SECOND = 1000;
const HINT_TIMEOUT = 5 * SECOND;

export const command = defineCommand({
  name: "query",
  synopsis: '"<SQL>" | --file <file> [--database <name>] [--stage dev] [--csv | --json]',
  details:
    "Runs in the workgroup of dashboards, which limits what a query may scan, and only asks: CREATE, INSERT and the like are\n" +
    "refused. Ctrl-C stops the query. The cost is told on stderr. Exit codes: 0 answered; 2 usage error; 3 Athena refused, or the\n" +
    "query failed or was stopped.",
  positionals: [0, 1],
  options: {
    file: { type: "string", placeholder: "<file>", help: "one statement, in a file" },
    database: {
      type: "string",
      placeholder: "<name>",
      help: "of tables without one: as declared, or whole (default: that of the first table named that is declared)",
    },
    csv: { type: "boolean", help: "all rows as CSV, as they come" },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, positionals: [text], terminal }) {
    const stage = stageOf("query", values.stage);
    const { sql, database } = await readStatement(text, values, stage);
    await sayWhere(terminal);
    const answer = answerAs(values.json === true ? "json" : values.csv === true ? "csv" : "table", terminal);
    const result = await untilInterrupted(TIMEOUT, (signal) =>
      ask({ sql, database, stage, ...answer }, terminal, signal),
    );
    const { rows, told } = answer.end(result);
    terminal.note(`${told}; ${costOf(result.statistics)}`);
    if (rows === 0) await tellWhyNothing(sql, stage, terminal);
    return EXIT.ok;
  },
});

async function tellWhyNothing(sql: string, stage: string, terminal: Terminal): Promise<void> {
  const hint = await hintOfNothing(sql, stage, datasets, glueCatalog(), signalAfter(HINT_TIMEOUT));
  if (hint !== undefined) terminal.note(hint);
}

interface Asked extends Pick<QueryOptions, "take"> {
  readonly sql: string;
  readonly database: string;
  readonly stage: string;
}

async function ask({ sql, database, stage, take }: Asked, terminal: Terminal, signal: AbortSignal) {
  const began = Date.now();
  let scanned = "";
  const tell = () =>
    terminal.progress(
      `asking Athena in ${database}, ${Math.round((Date.now() - began) / SECOND)} s${scanned}`,
    );
  tell();
  const ticking = setInterval(tell, SECOND);
  try {
    const queries = athenaQueries({ workGroup: biWorkGroupName(stage) });
    const runId = `terminal-${new Date(began).toISOString()}`;
    const progress = ({ state, bytesScanned }: RunningQuery) => {
      scanned = state === "QUEUED" ? ", queued" : `, ${bytes(bytesScanned)} scanned`;
    };
    const options = { runId, signal, progress, ...(take === undefined ? {} : { take }) };
    return await queries.run({ sql, database, label: "query" }, options);
  } catch (thrown) {
    // What was stopped, or failed on its way, is billed as well.
    const cost = thrown instanceof AthenaQueryError ? thrown.statistics : undefined;
    if (cost !== undefined && cost.bytesScanned > 0) terminal.note(costOf(cost));
    throw withHint(asMistakeOf(sql, thrown), hintOfFailure(thrown, stage, datasets));
  } finally {
    clearInterval(ticking);
    terminal.progress("");
  }
}

function withHint(thrown: unknown, hint: string | undefined): unknown {
  if (hint === undefined || !(thrown instanceof RegistrarError)) return thrown;
  return new RegistrarError(thrown.code, `${thrown.message}\n${hint}`, { cause: thrown.cause });
}

interface Given {
  readonly file?: string;
  readonly database?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** Throws one usage error that names everything that is wrong. */
async function readStatement(text: string | undefined, given: Given, stage: string) {
  const problems: string[] = [];
  if ((text === undefined) === (given.file === undefined)) {
    problems.push("expected one statement: as an argument in quotes, or in a --file");
  }
  if (given.csv === true && given.json === true) problems.push("--csv and --json exclude each other");
  const sql = (given.file === undefined ? text : await textOf(given.file, problems)) ?? "";
  if (problems.length === 0 && sql.trim() === "") problems.push("the statement is empty");
  const changing = changingWordOf(sql);
  if (changing !== undefined)
    problems.push(
      `${changing} ${changing === "EXECUTE" ? "may change" : "changes"} something, and this command only asks: run it in Athena's console, or by aws athena`,
    );
  const database = databaseOf(sql, given.database, stage, problems);
  if (problems.length > 0) throw usageError("query", problems);
  return { sql, database };
}

async function textOf(file: string, problems: string[]): Promise<string | undefined> {
  try {
    return await readTextFile(file);
  } catch (thrown) {
    problems.push(`--file ${quoted(file)} cannot be read: ${messageOf(thrown)}`);
    return undefined;
  }
}

/** The database of a stage, by either of its names; by default that of the table which the statement names first. */
export function databaseOf(
  sql: string,
  asked: string | undefined,
  stage: string,
  problems: string[],
  declared: readonly Dataset[] = datasets,
): string {
  const names = [...new Set(declared.map(({ database }) => database))];
  if (asked === undefined) {
    const words = sql.toLowerCase().match(/[a-z0-9_]+/g) ?? [];
    const tables = new Map(declared.map(({ table, database }) => [table, database]));
    const first = words.find((word) => tables.has(word));
    return databaseName(tables.get(first ?? "") ?? names[0]!, stage);
  }
  const whole = names.map((name) => databaseName(name, stage));
  if (whole.includes(asked)) return asked;
  if (names.includes(asked)) return databaseName(asked, stage);
  const near = nearest(asked, [...names, ...whole]);
  const hint = near === undefined ? `those of the stage: ${names.join(", ")}` : `did you mean ${near}?`;
  problems.push(`--database ${quoted(asked)} is none of the stage; ${hint}`);
  return "";
}
