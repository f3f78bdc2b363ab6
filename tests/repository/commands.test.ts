/** Every command that the documentation shows is read by a shell, and then by who would carry it out, or by its schema. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { readArguments } from "../../cli/arguments.ts";
import { COMMANDS } from "../../cli/main.ts";
import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { withFolder } from "../cli/run.ts";
import { readAwsCall } from "../support/aws-cli.ts";
import { PAGES, textOf } from "./sources.ts";

/** How a command begins that is read here; others, such as `docker`, are left alone. */
const OURS = /^(\w+=\S* )*(aws|npx sls|\.\/registrar|npm run [^|]*registrar --) /;
/** What may stand beside them in a script. */
const BESIDE = /^(\w+=\S*$|test |jq |diff |#)/;

/** Code that is set apart: between fences, or indented below an empty line. */
function blocksOf(page: string): readonly string[] {
  const text = textOf(page);
  const fenced = [...text.matchAll(/^( *)```\w*\n([\s\S]*?)^\1```$/gm)].map(([, , code]) => code!);
  const rest = text.replace(/^( *)```[\s\S]*?^\1```$/gm, "");
  return [...fenced, ...[...rest.matchAll(/(?<=^\n)(?: {4}.*\n+)+/gm)].map(([code]) => code)];
}

/** A whole block if it is a script; else each of its lines that is a command of ours. */
function scriptsOf(block: string): readonly string[] {
  const lines = block
    .replace(/\\\n\s*/g, "")
    .split("\n")
    // Without the prompt, and without what is said of it in a column beside it.
    .map((line) => line.trim().replace(/^\$ | {3,}[^ #].*$/g, ""))
    .filter((line) => line !== "");
  if (!lines.some((line) => OURS.test(line))) return [];
  const isScript = lines.every((line) => OURS.test(line) || BESIDE.test(line));
  return (isScript ? [lines.join("\n")] : lines.filter((line) => OURS.test(line))).map(filledIn);
}

/** What a reader puts in the place of <name>. */
const filledIn = (script: string) => script.replace(/<[a-z][^<>\n]*>/g, "x");

const schema = createRequire(import.meta.url)("serverless/lib/cli/commands-schema/aws-service.js") as Map<
  string,
  { readonly options: Readonly<Record<string, { readonly type?: string; readonly shortcut?: string }>> }
>;

/** Throws for an option that osls has not. */
function readSls(words: readonly string[]): void {
  const verbs = words.slice(0, words.findIndex((word) => word.startsWith("-")) >>> 0);
  const command = schema.get(verbs.join(" "));
  if (command === undefined) throw new Error(`sls has no command ${verbs.join(" ")}`);
  const options = Object.entries(command.options).map(([name, { type, shortcut }]) => [
    name,
    {
      type: type === "boolean" ? ("boolean" as const) : ("string" as const),
      multiple: type === "multiple",
      ...(shortcut === undefined ? {} : { short: shortcut }),
    },
  ]);
  parseArgs({
    args: words.slice(verbs.length),
    options: Object.fromEntries(options),
    strict: true,
  });
}

/** Throws for a command or an option that the CLI has not. */
async function readRegistrar([name = "", ...args]: readonly string[]): Promise<void> {
  if (!Object.hasOwn(COMMANDS, name)) throw new Error(`registrar has no command ${name}`);
  const { command } = await COMMANDS[name as keyof typeof COMMANDS]();
  const { problems } = readArguments(args, command.options);
  if (problems.length > 0) throw new Error(problems.join("; "));
}

/** What is read, and put back changed: UpdateSchedule wants all of it. */
const SCHEDULE = JSON.stringify({
  Name: "x",
  ScheduleExpression: "rate(1 day)",
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: "x", RoleArn: "x" },
});

/** What a shell makes of a script: the words of each of our commands, which themselves do nothing. */
function wordsOf(script: string, folder: string): readonly (readonly string[])[] {
  const standIns = ["aws", "npx", "npm", "registrar"].map(
    (name) =>
      `${name}() { printf '%s\\0' ${name} "$@" >> said; echo >> said; if test "$2" = get-schedule; then echo '${SCHEDULE}'; else echo '{}'; fi; }`,
  );
  const jq = `jq() { for last; do :; done; if test -f "$last"; then cat "$last"; else echo '{}'; fi; }`;
  execFileSync("sh", ["-c", [...standIns, jq, script.replaceAll(REGISTRAR, "registrar"), ":"].join("\n")], {
    cwd: folder,
    stdio: "pipe",
  });
  return readFileSync(join(folder, "said"), "utf8")
    .split("\0\n")
    .slice(0, -1)
    .map((command) => command.split("\0"));
}

/** Rejects for what is not understood. */
const understand = (script: string) =>
  withFolder(async (folder) => {
    const commands = wordsOf(script, folder);
    expect(commands.length).toBeGreaterThan(0);
    for (const [name, ...words] of commands) {
      if (name === "aws") readAwsCall(words, folder);
      else if (words[0] === "sls") readSls(words.slice(1));
      else if (name === "registrar") await readRegistrar(words);
      else await readRegistrar(words.slice(words.indexOf("registrar") + 1).filter((word) => word !== "--"));
    }
  });

const scripts = PAGES.flatMap((page) =>
  blocksOf(page).flatMap((block) => scriptsOf(block).map((script) => [page, script] as const)),
);

test("the runbook has many commands, and every page that shows some is read", () => {
  expect(scripts.filter(([page]) => page === "docs/operations.md").length).toBeGreaterThan(10);
  expect(new Set(scripts.map(([page]) => page)).size).toBeGreaterThan(5);
});

test.each(PAGES)(
  "%s shows commands that can be pasted, of programs that know every word of them",
  async (page) => {
    const shown = scripts.filter(([of]) => of === page);
    for (const [, script] of shown) {
      await understand(script).catch((thrown) => {
        throw new Error(`${script}\n${thrown}`);
      });
    }
  },
);

test.each(PAGES)("%s names no operation or option in its prose that AWS has not", (page) => {
  const mentioned = [...textOf(page).matchAll(/`(aws [a-z0-9-]+ [a-z][^`]*)`/g)].map(([, command]) =>
    filledIn(command!.replace(/\s+/g, " ")).replace(/[…]/g, "x"),
  );
  const wrong = mentioned.flatMap((command) => {
    try {
      readAwsCall(command.replaceAll(/["']/g, "").split(" ").slice(1), ".");
      return [];
    } catch (thrown) {
      // A mention need not be whole.
      return /missing|expected \d words/.test(String(thrown)) ? [] : [`${command}: ${thrown}`];
    }
  });
  expect(wrong).toEqual([]);
});

describe("what is read here", () => {
  test.each([
    ["aws glue make-table --name x", /unknown operation/],
    ["aws glue delete-table --database x --name x", /unknown options: --database/],
    ["aws glue delete-table --name x", /missing DatabaseName/],
    ["aws sqs set-queue-attributes --queue-url x --attributes '{\"Policy\": 1}'", /expected a string/],
    ['aws events put-targets --rule x --targets \'[{"Id": "x", "ARN": "x"}]\'', /missing Arn/],
    ["npx sls deploy --stage dev --parameter bucket=x", /Unknown option '--parameter'/],
    ["npx sls undeploy --stage dev", /no command undeploy/],
    ["./registrar backfill --data trades", /--data/],
    ["aws glue delete-table --name 'x", /unterminated|syntax error/i],
  ])("%s is refused", async (script, reason) => {
    await expect(understand(script)).rejects.toThrow(reason);
  });
});
