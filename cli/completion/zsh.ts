import type { DescribedCommand, DescribedOption, OptionValue } from "./described-command.ts";

export function zshCompletion(commands: readonly DescribedCommand[]): string {
  const cases = commands.map(
    ({ name, verbs, options, takesFiles }) =>
      `  ${name}) _arguments ${[...options.map(optionOf), ...rest(verbs, takesFiles)].map(quoted).join(" ")} ;;`,
  );
  return `#compdef registrar
_registrar_names() {
  compadd -- \${(f)"$("$self" completion $1 2>/dev/null)"}
}
_registrar() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join("\n")}
    'help:what a command does, and its options'
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local self=\${\${(Q)words[1]}/#\\~/$HOME} command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
  help) (( CURRENT == 2 )) && _describe command commands ;;
${cases.join("\n")}
  esac
}
compdef _registrar registrar
`;
}

/** As _arguments wants it: '--stage[the stage]:value:'. */
function optionOf({ name, help, value }: DescribedOption): string {
  const said = help.replaceAll(/[\\[\]:]/g, (character) => `\\${character}`);
  return `${name}[${said}]${actionOf(value)}`;
}

function actionOf(value: OptionValue): string {
  if (value === "none") return "";
  if (value === "file") return ":file:_files";
  if (value === "other") return ":value:";
  return "words" in value ? `:value:(${value.words.join(" ")})` : `:name:{_registrar_names ${value.names}}`;
}

function rest(verbs: readonly string[], takesFiles: boolean): readonly string[] {
  if (verbs.length > 0) return [`1:what:(${verbs.join(" ")})`];
  return takesFiles ? ["*:file:_files"] : [];
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
