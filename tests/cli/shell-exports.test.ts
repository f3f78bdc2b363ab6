/** Variables as they are pasted into shells: bash reads them itself, the others' words by the rules of their manuals. */
import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { exportLines, shellOf } from "../../cli/shell-exports.ts";
import { registrar } from "./run.ts";

const ENV = {
  AWS_ENDPOINT_URL: "http://127.0.0.1:4599",
  PLAIN: "us-east-1",
  WITH_SPACES: "/home/me/My Lists/datasets.ts",
  WITH_QUOTES: `it's "so"`,
  WITH_BACKSLASHES: String.raw`C:\lists\'datasets.ts`,
  WITH_VARIABLES: "$HOME `id` $(id) %PATH%",
  EMPTY: "",
};

test.each(["bash", "zsh"] as const)(
  "bash reads what is printed for %s, whatever is in the values",
  (shell) => {
    const names = Object.keys(ENV);
    const script = [
      ...exportLines(shell, ENV),
      `for n in ${names.join(" ")}; do printf '%s\\0' "\${!n}"; done`,
    ];
    const printed = execFileSync("bash", ["--norc", "-c", script.join("\n")], { encoding: "utf8" });
    expect(printed.split("\0").slice(0, -1)).toEqual(Object.values(ENV));
  },
);

/** https://fishshell.com/docs/current/language.html#quotes: between single quotes only \\ and \' are read. */
function readFish(line: string): readonly [string, string] {
  const [, name, word] = /^set -gx (\w+) (.*)$/.exec(line)!;
  if (/^[\w@%+=:,./-]+$/.test(word!)) return [name!, word!];
  const [, inner] = /^'((?:\\['\\]|[^'])*)'$/.exec(word!)!;
  return [name!, inner!.replaceAll(/\\(['\\])/g, "$1")];
}

test("fish reads the same values", () => {
  expect(Object.fromEntries(exportLines("fish", ENV).map(readFish))).toEqual(ENV);
});

/** https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules: '' is a quote. */
function readPowerShell(line: string): readonly [string, string] {
  const [, name, inner] = /^\$env:(\w+) = '((?:''|[^'])*)'$/.exec(line)!;
  return [name!, inner!.replaceAll("''", "'")];
}

test("PowerShell reads the same values", () => {
  expect(Object.fromEntries(exportLines("powershell", ENV).map(readPowerShell))).toEqual(ENV);
});

test.each([
  [{ SHELL: "/usr/bin/fish" }, "fish"],
  [{ SHELL: "/bin/zsh", PSModulePath: "x" }, "zsh"],
  [{ SHELL: "/usr/bin/pwsh" }, "powershell"],
  [{ PSModulePath: "C:\\Modules" }, "powershell"],
  [{ SHELL: "/bin/dash" }, "bash"],
  [{}, "bash"],
] as const)("of %j it is told in the language of %s", (env, shell) => {
  expect(shellOf(env)).toBe(shell);
});

test("a shell that is not known is a usage error, before anything is started", async () => {
  const { code, notes } = await registrar("local", "--shell", "bsh");
  expect(notes).toContain(
    '--shell must be one of bash, zsh, fish, powershell, got "bsh"; did you mean "bash"?',
  );
  expect(code).toBe(2);
});
