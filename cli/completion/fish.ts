import { fishWord } from "../shell-exports.ts";
import type { DescribedCommand, DescribedOption, OptionValue } from "./described-command.ts";

export function fishCompletion(commands: readonly DescribedCommand[]): string {
  const begin = "complete -c registrar";
  const first = `${begin} -n __fish_use_subcommand`;
  const names = commands.map(({ name }) => name).join(" ");
  return [
    NAMES,
    `${begin} -f`,
    ...commands.map(({ name, summary }) => `${first} -a ${name} -d ${fishWord(summary)}`),
    `${first} -a help -d 'what a command does, and its options'`,
    `${begin} -n '__fish_seen_subcommand_from help' -a '${names}'`,
    ...commands.flatMap(({ name, verbs, options, takesFiles }) => {
      const seen = `${begin} -n '__fish_seen_subcommand_from ${name}'`;
      return [
        ...options.map((option) => `${seen} ${optionOf(option)}`),
        ...verbs.map((verb) => `${seen} -a ${verb}`),
        ...(takesFiles ? [`${seen} -F`] : []),
      ];
    }),
    "",
  ].join("\n");
}

/** What the list declares, asked of the very command that is typed. */
const NAMES = `function _registrar_names
  set -l words (commandline -opc)
  set -l self (string replace -r '^~' $HOME -- $words[1])
  $self completion $argv[1] 2>/dev/null
end`;

const optionOf = ({ name, help, value }: DescribedOption) =>
  `-l ${name.slice("--".length)}${actionOf(value)} -d ${fishWord(help)}`;

function actionOf(value: OptionValue): string {
  if (value === "none") return "";
  if (value === "file") return " -r -F";
  if (value === "other") return " -x";
  return "words" in value
    ? ` -x -a '${value.words.join(" ")}'`
    : ` -x -a '(_registrar_names ${value.names})'`;
}
