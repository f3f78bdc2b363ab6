import { fileURLToPath } from "node:url";
import { LIST_VARIABLE } from "../deploy/outside-list.ts";
import type { Platform } from "../local/platform.ts";
import { sqlIdentifier } from "../shared/athena/sql.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { patternOf, writeDate } from "../shared/datasets/date-pattern.ts";
import { folderOf } from "../shared/datasets/placing.ts";
import { didYouMean } from "../shared/datasets/suggestion.ts";
import { datasets as declared } from "../shared/declared-datasets.ts";
import { usageError } from "../shared/runtime/errors.ts";
import { givenList } from "../shared/runtime/given-list.ts";
import { REGISTRAR } from "../shared/runtime/launcher.ts";
import { quoted, shellWord } from "../shared/runtime/text.ts";
import { exportLines, SHELLS, type Shell, shellOf } from "./shell-exports.ts";
import type { Terminal } from "./terminal.ts";

/** Prints the endpoint, the variables to export, in the language of a shell, and what to try. */
export function tellWhereItIs(
  { bucket, env, emulator: stack }: Pick<Platform, "bucket" | "env" | "emulator">,
  datasets: readonly Dataset[],
  shell: Shell,
  terminal: Terminal,
): void {
  terminal.out("");
  terminal.out(`${terminal.style("bold", "endpoint")}  ${stack.endpoint}`);
  terminal.out(`${terminal.style("bold", "bucket")}    ${bucket}`);
  terminal.out("");
  terminal.out("In another terminal:");
  terminal.out("");
  for (const line of exportLines(shell, env)) terminal.out(`  ${line}`);
  terminal.out("");
  const example = datasets[0]!;
  const url = shellWord(`s3://${bucket}/${exampleOf(example)}`);
  terminal.out(`  aws s3 cp part-0.parquet ${url}`);
  terminal.out(`  ${REGISTRAR} explain ${url}`);
  terminal.out(`  ${REGISTRAR} query ${shellWord(`SELECT * FROM ${sqlIdentifier(example.table)} LIMIT 10`)}`);
  terminal.out(`  ${REGISTRAR} status`);
  terminal.out("");
}

export const SHELL_OPTION = {
  shell: {
    type: "string",
    placeholder: "<name>",
    values: SHELLS,
    help: `whose language the variables are printed in: ${SHELLS.join(", ")} (default: your login shell's)`,
  },
} as const;

/** The --shell of a command. */
export function askedShell(command: string, asked: string | undefined): Shell {
  if (asked === undefined) return shellOf(process.env);
  const shell = SHELLS.find((known) => known === asked);
  if (shell !== undefined) return shell;
  const hint = didYouMean(asked, SHELLS);
  throw usageError(command, [`--shell must be one of ${SHELLS.join(", ")}, got ${quoted(asked)}${hint}`]);
}

/** The variables of a stack that goes by the list that is set, so that commands in another terminal do, too. */
export function listEnvironment(env: Platform["env"], file = givenList()?.file): Platform["env"] {
  return file === undefined ? env : { ...env, [LIST_VARIABLE]: file };
}

/** The market of the demonstration, as a list that commands can go by. */
const MARKET_LIST = fileURLToPath(new URL("../local/demo/market-datasets.ts", import.meta.url));

/** The variables of a stack that holds the market, for commands that would go by another list without one more. */
export async function marketEnvironment(env: Platform["env"]): Promise<Platform["env"]> {
  const { MARKET } = await import("../local/demo/market-datasets.ts");
  const isDeclared = JSON.stringify(MARKET) === JSON.stringify(declared);
  if (isDeclared && !process.env[LIST_VARIABLE]) return env;
  return listEnvironment(env, MARKET_LIST);
}

/** The key of an object that a dataset may have. */
function exampleOf(dataset: Dataset): string {
  const values = dataset.keys.map((key) => {
    if (key.kind === "text") return key.values?.[0] ?? "X";
    return writeDate(patternOf(key), { y: "2025", M: "11", d: "26", H: "14" });
  });
  return `${folderOf(dataset, values)}part-0.parquet`;
}

/** The same for machines. */
export function whereItIs(
  { bucket, emulator: stack, ...queues }: Platform,
  env: Platform["env"] = stack.env,
): object {
  const { crawlParkingQueueUrl, crawlQueueUrl, parkingQueueUrl, registerQueueUrl } = queues;
  const crawl = crawlQueueUrl === undefined ? {} : { crawlQueueUrl, crawlParkingQueueUrl };
  return { endpoint: stack.endpoint, bucket, registerQueueUrl, parkingQueueUrl, ...crawl, env };
}
