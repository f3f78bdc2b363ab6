/** The scripts in the shells themselves, of those that are on this machine: a line that is typed, and what Tab makes of it. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { registrar } from "../cli/run.ts";

const isHere = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;
const shells = (["bash", "zsh", "fish"] as const).filter(isHere);

const LIST = `export const datasets = ["orders", "returns"].map((name) => ({ name, database: "shop", table: name, prefix: \`shop/\${name}/\`,
  strategy: "register", keys: [{ name: "dt", kind: "day" }], columns: [{ name: "id", type: "string" }] }));
export const grantees = [{ user: "analyst", tables: ["orders"], maxSessionMinutes: 60, until: "2030-01-01" }];
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "registrar-completion-"));
  writeFileSync(join(folder, "list.ts"), LIST);
  writeFileSync(join(folder, "broken.ts"), "export const datasets = [\n");
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What is typed, and the words that are left to choose from. */
const CASES: readonly (readonly [typed: string, answer: readonly string[]])[] = [
  ["./registrar par", ["parked"]],
  ["./registrar parked re", ["replay"]],
  ["./registrar help cal", ["calendar"]],
  ["./registrar query --fi", ["--file"]],
  ["./registrar query --file serverless.y", ["serverless.yml"]],
  ["./registrar replay events/s3-twice.j", ["events/s3-twice.json"]],
  ["./registrar status --stage p", ["prod"]],
  ["./registrar validate --suite intra", ["intraday"]],
  ["./registrar status --dataset ord", ["orders"]],
  ["./registrar grant --user an", ["analyst"]],
  // A folder of the project has the name of this command.
  ["./registrar loca", ["local"]],
];

/** In the shell, in one process for all lines. */
const asking: Readonly<Record<(typeof shells)[number], (typed: readonly string[], list: string) => Answers>> =
  {
    bash: (typed, list) =>
      ask("bash", ["--norc"], list, [
        'source "$1"',
        ...typed.map(
          (line) =>
            `COMP_WORDS=(${line}) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _registrar; echo "\${COMPREPLY[@]}"`,
        ),
      ]),
    fish: (typed, list) =>
      ask("fish", ["--no-config"], list, [
        "source $argv[1]",
        ...typed.map((line) => `echo (complete -C '${line}' | string replace -r '\\t.*' '')`),
      ]),
    zsh: askZsh,
  };

interface Answers {
  readonly words: readonly (readonly string[])[];
  readonly errors: string;
}

function ask(shell: string, args: readonly string[], list: string, lines: readonly string[]): Answers {
  const script = join(folder, `asking.${shell}`);
  writeFileSync(script, `${lines.join("\n")}\n`);
  const { stdout, stderr } = spawnSync(shell, [...args, script, join(folder, `completion.${shell}`)], {
    encoding: "utf8",
    env: { ...process.env, REGISTRAR_DATASETS: join(folder, list) },
  });
  const words = stdout.trimEnd().split("\n");
  return { words: words.map((line) => line.split(" ").filter((word) => word !== "")), errors: stderr };
}

/** Its completion works in an interactive shell alone: one on a terminal of its own, in which a key notes the line behind Tab. */
function askZsh(typed: readonly string[], list: string): Answers {
  const [setup, noted] = [join(folder, "setup.zsh"), join(folder, "noted")];
  writeFileSync(
    setup,
    `autoload -Uz compinit; compinit -u -D; source ${join(folder, "completion.zsh")}
note() { print -r -- "$BUFFER" >> ${noted}; BUFFER="" }
zle -N note; bindkey '^X' note
setopt no_auto_menu no_list_beep no_auto_remove_slash
`,
  );
  writeFileSync(noted, "");
  const keys = typed.map((line) => `zpty -w -n inner '${line}'$'\\t\\x18'; await`);
  // What the inner shell prints has to be read, or it waits.
  const { stderr } = spawnSync(
    "zsh",
    [
      "-f",
      "-c",
      `zmodload zsh/zpty; typeset -i lines=0
await() { (( lines++ )); local out; while [[ $(wc -l < ${noted}) -lt $lines ]]; do zpty -r -t inner out || read -t 0.01 -u 9; done }
exec 9<>${join(folder, "fifo")}
zpty inner zsh -f -i; zpty -w inner ' source ${setup}'
${keys.join("\n")}
zpty -d inner`,
    ],
    { encoding: "utf8", env: { ...process.env, REGISTRAR_DATASETS: join(folder, list) }, timeout: 50_000 },
  );
  const lines = readFileSync(noted, "utf8").trimEnd().split("\n");
  return { words: lines.map((line) => line.trim().split(" ").slice(-1)), errors: stderr };
}

describe.each(shells.map((shell) => [shell]))("%s", (shell) => {
  beforeAll(async () => {
    const { out } = await registrar("completion", shell);
    writeFileSync(join(folder, `completion.${shell}`), out);
    if (shell === "zsh") execFileSync("mkfifo", [join(folder, "fifo")]);
  });

  test("completes commands, their words, options, values, and names of the list that is set", () => {
    const { words, errors } = asking[shell](
      CASES.map(([typed]) => typed),
      "list.ts",
    );
    expect({ words, errors }).toEqual({ words: CASES.map(([, answer]) => answer), errors: "" });
  }, 60_000);

  test("offers nothing for names of a list that is broken, prints no error, and all else as ever", () => {
    const typed = ["./registrar status --dataset ord", "./registrar par"];
    const { words, errors } = asking[shell](typed, "broken.ts");
    const nothing = shell === "zsh" ? ["ord"] : [];
    expect({ words, errors }).toEqual({ words: [nothing, ["parked"]], errors: "" });
  }, 60_000);
});
