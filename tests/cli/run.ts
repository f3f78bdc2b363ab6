import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../cli/main.ts";
import { createTerminal } from "../../cli/terminal.ts";

export interface CommandRun {
  readonly code: number;
  readonly out: string;
  /** Without the line that says where the command speaks to. */
  readonly notes: string;
}

const WHERE = /^speaking to (.*)\n/gm;

/** Runs a command in this process, as its launcher would, and keeps what it says. */
export async function registrar(...args: readonly string[]): Promise<CommandRun> {
  const { run } = await registrarSpeaking(...args);
  return run;
}

/** The same, and where it says that it speaks to: each time that it says so. */
export async function registrarSpeaking(
  ...args: readonly string[]
): Promise<{ readonly run: CommandRun; readonly where: readonly string[] }> {
  const said = { out: "", notes: "" };
  const to = (where: keyof typeof said) => (text: string) => {
    said[where] += text;
  };
  const stdout = { columns: 200, write: to("out") };
  const stderr = { write: to("notes") };
  const code = await main(args, createTerminal({ stdout, stderr }, false));
  const where = [...said.notes.matchAll(WHERE)].map(([, place]) => place!);
  return { run: { code, out: said.out, notes: said.notes.replaceAll(WHERE, "") }, where };
}

/** Gives this process the environment of a stack, as a terminal would export it; answers the way back. */
export function exporting(env: Readonly<Record<string, string>>): () => void {
  const before = { ...process.env };
  Object.assign(process.env, env);
  return () => {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  };
}

/** A folder that is gone when the work is done. */
export async function withFolder<Answer>(work: (folder: string) => Promise<Answer>): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), "registrar-test-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
