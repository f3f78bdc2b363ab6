import type { DescribedCommand } from "./described-command.ts";

/** Of bash 3.2, which macOS has, and later. Bash asks it for `./registrar` and any other path of it, too. */
export function bashCompletion(commands: readonly DescribedCommand[]): string {
  const valued = (value: "file" | "other") =>
    commands.flatMap(({ name, options }) =>
      options.filter((option) => option.value === value).map((option) => `${name}:${option.name}`),
    );
  const words = commands.map(({ name, verbs, options }) => {
    return `    ${name}) words="${[...verbs, ...options.map((option) => option.name)].join(" ")}" ;;`;
  });
  const withFiles = commands.filter(({ takesFiles }) => takesFiles).map(({ name }) => `${name}:*`);
  return `_registrar() {
  local IFS=$'\\n' current="\${COMP_WORDS[COMP_CWORD]}" words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${commands.map(({ name }) => name).join(" ")} help"
  else
    case "\${COMP_WORDS[1]}:\${COMP_WORDS[COMP_CWORD-1]}" in
    ${valued("file").join("|")}) COMPREPLY=($(compgen -f -- "$current")); return ;;
    ${valued("other").join("|")}) return ;;
    esac
    case "\${COMP_WORDS[1]}" in
    help) words="${commands.map(({ name }) => name).join(" ")}" ;;
${words.join("\n")}
    esac
  fi
  IFS=$' \\t\\n'
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  case "\${COMP_WORDS[1]}:$current" in
  *:-*) ;;
  ${withFiles.join("|")}) IFS=$'\\n'; COMPREPLY+=($(compgen -f -- "$current")) ;;
  esac
}
complete -o filenames -F _registrar registrar
`;
}
