import type { DescribedCommand, DescribedOption } from "./described-command.ts";

export function zshCompletion(commands: readonly DescribedCommand[]): string {
  const cases = commands.map(
    ({ name, verbs, options, takesFiles }) =>
      `  ${name}) _arguments ${[...options.map(optionOf), ...rest(verbs, takesFiles)].map(quoted).join(" ")} ;;`,
  );
  return `#compdef registrar
_registrar() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join("\n")}
  esac
}
compdef _registrar registrar
`;
}

/** As _arguments wants it: '--stage[the stage]:value:'. */
function optionOf({ name, help, value }: DescribedOption): string {
  const said = help.replaceAll(/[\\[\]:]/g, (character) => `\\${character}`);
  return `${name}[${said}]${{ none: "", file: ":file:_files", other: ":value:" }[value]}`;
}

function rest(verbs: readonly string[], takesFiles: boolean): readonly string[] {
  if (verbs.length > 0) return [`1:what:(${verbs.join(" ")})`];
  return takesFiles ? ["*:file:_files"] : [];
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
