import { fishWord } from "../shell-exports.ts";
import type { DescribedCommand, DescribedOption } from "./described-command.ts";

export function fishCompletion(commands: readonly DescribedCommand[]): string {
  const begin = "complete -c registrar";
  const first = `${begin} -n __fish_use_subcommand`;
  return [
    `${begin} -f`,
    ...commands.map(({ name, summary }) => `${first} -a ${name} -d ${fishWord(summary)}`),
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

const VALUE = { none: "", file: " -r -F", other: " -x" } as const;

const optionOf = ({ name, help, value }: DescribedOption) =>
  `-l ${name.slice("--".length)}${VALUE[value]} -d ${fishWord(help)}`;
