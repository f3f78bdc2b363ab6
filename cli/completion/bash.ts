import type { DescribedCommand, DescribedOption } from "./described-command.ts";

/**
 * Of bash 3.2, which macOS has, and later; the former has no compopt, and completes folders without a slash. Bash asks it for
 * `./registrar` and any other path of it, too.
 */
export function bashCompletion(commands: readonly DescribedCommand[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const words = commands.map(({ name, verbs, options }) => {
    return `      ${name}) words="${[...verbs, ...options.map((option) => option.name)].join(" ")}" ;;`;
  });
  const withFiles = commands.filter(({ takesFiles }) => takesFiles).map(({ name }) => `${name}:*`);
  return `_registrar_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY+=($(compgen -f -- "$1"))
}
_registrar() {
  local current="\${COMP_WORDS[COMP_CWORD]}" self="\${COMP_WORDS[0]/#\\~/$HOME}" words=""
  self="\${self//\\\\/}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${names} help"
  else
    case "\${COMP_WORDS[1]}:\${COMP_WORDS[COMP_CWORD-1]}" in
${valuesOf(commands).join("\n")}
    *) case "\${COMP_WORDS[1]}" in
      help) words="${names}" ;;
${words.join("\n")}
      esac ;;
    esac
  fi
  local IFS=$' \\t\\n'
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  case "\${COMP_WORDS[1]}:$current" in
  *:-*) ;;
  ${withFiles.join("|")}) [ "$COMP_CWORD" -eq 1 ] || _registrar_files "$current" ;;
  esac
}
complete -F _registrar registrar
`;
}

/** A line for the options that take the same values: "status:--stage|validate:--stage) words=…". */
function valuesOf(commands: readonly DescribedCommand[]): readonly string[] {
  const places = new Map<string, string[]>();
  for (const { name, options } of commands) {
    for (const option of options) {
      const action = actionOf(option);
      if (action !== undefined) places.set(action, [...(places.get(action) ?? []), `${name}:${option.name}`]);
    }
  }
  return [...places].map(([action, options]) => `    ${options.join("|")}) ${action} ;;`);
}

function actionOf({ value }: DescribedOption): string | undefined {
  if (value === "none") return undefined;
  if (value === "other") return "return";
  if (value === "file") return `_registrar_files "$current"; return`;
  if ("words" in value) return `words="${value.words.join(" ")}"`;
  return `words="$("$self" completion ${value.names} 2>/dev/null)"`;
}
