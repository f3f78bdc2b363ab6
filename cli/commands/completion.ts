import { didYouMean } from "../../shared/datasets/suggestion.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { quoted } from "../../shared/runtime/text.ts";
import type { Values } from "../arguments.ts";
import { type Command, defineCommand, EXIT, type LIST_OPTION } from "../command.ts";
import { bashCompletion } from "../completion/bash.ts";
import { type DeclaredNames, type DescribedCommand, described } from "../completion/described-command.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { SUMMARIES } from "../summaries.ts";

const SCRIPTS: Readonly<Record<string, (commands: readonly DescribedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export const command = defineCommand({
  name: "completion",
  synopsis: "bash|zsh|fish",
  verbs: Object.keys(SCRIPTS),
  details:
    "For this terminal; the same line in the shell's start-up file keeps it:\n" +
    `  bash  eval "$(${REGISTRAR} completion bash)"\n` +
    `  zsh   eval "$(${REGISTRAR} completion zsh)"      behind compinit\n` +
    `  fish  ${REGISTRAR} completion fish | source\n` +
    "Names of datasets and grantees are asked of the list when they are completed: `completion datasets`, `completion grantees`.",
  positionals: [1, 1],
  options: {},
  async run({ values, positionals: [shell = ""], terminal }) {
    if (Object.hasOwn(DECLARED, shell)) {
      const { datasets: list } = values as Values<typeof LIST_OPTION>;
      for (const name of await namesOf(shell as DeclaredNames, list)) terminal.out(name);
      return EXIT.ok;
    }
    if (!Object.hasOwn(SCRIPTS, shell)) {
      const known = Object.keys(SCRIPTS);
      throw usageError("completion", [
        `expected ${known.join(", ")}, got ${quoted(shell)}${didYouMean(shell, known)}`,
      ]);
    }
    terminal.out(SCRIPTS[shell]!(await allDescribed()).trimEnd());
    return EXIT.ok;
  },
});

/** What the scripts ask, each time anew. */
const DECLARED: Readonly<Record<DeclaredNames, () => Promise<readonly string[]>>> = {
  datasets: async () => (await import("../../shared/declared-datasets.ts")).datasets.map(({ name }) => name),
  grantees: async () => (await import("../../access/declared-grantees.ts")).grantees.map(({ user }) => user),
};

/** The scripts are those of every list, so that cli/main.ts goes by none for this command. */
async function namesOf(declared: DeclaredNames, list: string | undefined): Promise<readonly string[]> {
  const { goBy } = await import("../../deploy/outside-list.ts");
  goBy(list ?? process.env.REGISTRAR_DATASETS);
  return DECLARED[declared]();
}

async function allDescribed(): Promise<readonly DescribedCommand[]> {
  const all: DescribedCommand[] = [];
  for (const name of Object.keys(SUMMARIES)) {
    // By its name: whoever imported all commands would be imported by one of them.
    const { command } = (await import(`./${name}.ts`)) as { readonly command: Command };
    all.push(described(command));
  }
  return all;
}
