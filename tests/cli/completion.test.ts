/** What shells are told of the commands: bash is asked itself, the others' scripts are read; tests/end-to-end asks all. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Command } from "../../cli/command.ts";
import { COMMANDS } from "../../cli/main.ts";
import { SUMMARIES } from "../../cli/summaries.ts";
import { registrar, withFolder } from "./run.ts";

const scripts: Record<string, string> = {};
const commands: Command[] = [];

beforeAll(async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, out } = await registrar("completion", shell);
    expect(code).toBe(0);
    scripts[shell] = out;
  }
  for (const load of Object.values(COMMANDS)) commands.push((await load()).command);
});

/** What bash offers for the last of the words; all cases cost one shell. */
function offered(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const asked = lines.map((words) => {
    const quoted = words.map((word) => `'${word}'`).join(" ");
    return `COMP_WORDS=(${quoted}) COMP_CWORD=${words.length - 1}; _registrar; printf '%s ' "\${COMPREPLY[@]}"; echo`;
  });
  const script = `${scripts.bash}\n${asked.join("\n")}`;
  const printed = execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8" });
  return printed.split("\n").map((line) => line.split(" ").filter((word) => word !== ""));
}

test("bash completes commands, their words and options, and files where one is wanted", () => {
  const cases: readonly (readonly [words: readonly string[], answer: readonly string[]])[] = [
    [["./registrar", "par"], ["parked"]],
    [
      ["./registrar", "re"],
      ["ready", "replay", "reconcile"],
    ],
    [["./registrar", "parked", "re"], ["replay"]],
    [
      ["registrar", "query", "--d"],
      ["--database", "--datasets"],
    ],
    [["registrar", "query", "--file", "serverless.y"], ["serverless.yml"]],
    [
      ["registrar", "status", "--stage", ""],
      ["dev", "prod"],
    ],
    [["registrar", "validate", "--day", ""], []],
    [["registrar", "replay", "events/s3-twice.j"], ["events/s3-twice.json"]],
    [["registrar", "help", "calen"], ["calendar"]],
    [["registrar", "bogus", ""], []],
  ];
  const answers = offered(cases.map(([words]) => words));
  expect(answers.slice(0, cases.length)).toEqual(cases.map(([, answer]) => answer));
});

test("after a command bash offers every option that its usage lists", () => {
  const answers = offered(commands.map(({ name }) => ["registrar", name, "--"]));
  for (const [index, { name, options }] of commands.entries()) {
    const all = [...Object.keys(options), "help"].map((option) => `--${option}`);
    expect({ name, offered: new Set(answers[index]) }).toEqual({ name, offered: new Set(all) });
  }
});

describe("zsh and fish", () => {
  test("are told of every command, option and word", () => {
    for (const { name, options, verbs } of commands) {
      const zsh = scripts.zsh!.split("\n").find((line) => line.startsWith(`  ${name}) `)) ?? "";
      const fish = scripts.fish!.split("\n").filter((line) => line.includes(`from ${name}'`));
      for (const option of Object.keys(options)) {
        expect(zsh).toContain(`'--${option}[`);
        expect(fish.some((line) => line.includes(` -l ${option} `))).toBe(true);
      }
      for (const verb of verbs) {
        expect(zsh).toMatch(new RegExp(`1:what:\\([^)]*\\b${verb}\\b`));
        expect(fish.some((line) => line.endsWith(` -a ${verb}`))).toBe(true);
      }
    }
  });

  test("get quotes that end where they began", () => {
    for (const line of scripts.fish!.split("\n")) {
      expect(line.replaceAll(/'(?:\\['\\]|[^'\\])*'/g, "")).not.toMatch(/['\\]/);
    }
    expect(scripts.zsh!.replaceAll(/'[^']*'|\\'/g, "")).not.toContain("'");
  });
});

test("every command has a file, and every word of one stands in its usage", () => {
  const files = readdirSync("cli/commands").map((file) => file.replace(/\.ts$/, ""));
  expect(files.sort()).toEqual(Object.keys(SUMMARIES).sort());
  for (const { synopsis, verbs } of commands) {
    for (const verb of verbs) expect(synopsis).toMatch(new RegExp(`(^|\\W)${verb}(\\W|$)`));
  }
});

test("names that the scripts ask for are those of the list", async () => {
  const { code, out } = await registrar("completion", "datasets");
  expect({ code, names: out !== "" }).toEqual({ code: 0, names: true });
});

test("bash asks for names where the command is called by a path with spaces", () =>
  withFolder(async (folder) => {
    const path = join(folder, "my folder");
    mkdirSync(path);
    writeFileSync(join(path, "registrar"), '#!/bin/sh\n[ "$*" = "completion datasets" ] && echo clicks\n', {
      mode: 0o755,
    });
    const typed = `${path.replaceAll(" ", "\\ ")}/registrar`;
    expect(offered([[typed, "status", "--dataset", ""]])[0]).toEqual(["clicks"]);
  }));

test("another shell is a usage error", async () => {
  const { code, notes } = await registrar("completion", "tcsh");
  expect({ code, said: notes.includes('expected bash, zsh, fish, got "tcsh"') }).toEqual({
    code: 2,
    said: true,
  });
});
