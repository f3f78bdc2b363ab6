/** Variables of the environment, as a person pastes them into a shell. */
import { basename } from "node:path";
import { shellWord } from "../shared/runtime/text.ts";

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

/** Each on a line of its own; whatever is in a value, the shell takes it literally. */
export function exportLines(shell: Shell, env: Readonly<Record<string, string>>): readonly string[] {
  const line = {
    bash: (name: string, value: string) => `export ${name}=${bashWord(value)}`,
    zsh: (name: string, value: string) => `export ${name}=${bashWord(value)}`,
    fish: (name: string, value: string) => `set -gx ${name} ${fishWord(value)}`,
    powershell: (name: string, value: string) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
  }[shell];
  return Object.entries(env).map(([name, value]) => line(name, value));
}

/** What no shell reads anything into. */
const PLAIN = /^[\w@%+=:,./-]+$/;

const bashWord = (text: string) => (PLAIN.test(text) ? text : shellWord(text));

/** Between quotes fish reads nothing but \\ and \'. https://fishshell.com/docs/current/language.html#quotes */
export function fishWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
}

/**
 * The shell of whoever types: their login shell, which most start theirs from. PowerShell sets PSModulePath, on Windows
 * without SHELL.
 */
export function shellOf({ SHELL, PSModulePath }: Readonly<Record<string, string | undefined>>): Shell {
  if (SHELL === undefined) return PSModulePath === undefined ? "bash" : "powershell";
  const name = basename(SHELL).replace(/^pwsh(\.exe)?$/, "powershell");
  return SHELLS.find((shell) => shell === name) ?? "bash";
}
