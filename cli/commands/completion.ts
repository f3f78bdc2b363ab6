import { didYouMean } from "../../shared/datasets/suggestion.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { quoted } from "../../shared/runtime/text.ts";
import { type Command, defineCommand, EXIT } from "../command.ts";
import { bashCompletion } from "../completion/bash.ts";
import { type DescribedCommand, described } from "../completion/described-command.ts";
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
    `  fish  ${REGISTRAR} completion fish | source`,
  positionals: [1, 1],
  options: {},
  async run({ positionals: [shell = ""], terminal }) {
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

async function allDescribed(): Promise<readonly DescribedCommand[]> {
  const all: DescribedCommand[] = [];
  for (const name of Object.keys(SUMMARIES)) {
    // By its name: whoever imported all commands would be imported by one of them.
    const { command } = (await import(`./${name}.ts`)) as { readonly command: Command };
    all.push(described(command));
  }
  return all;
}
