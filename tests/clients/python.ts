/** A Python script that keeps running and does one thing after another: libraries take seconds to load. */
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { endGroup, programOf, startGroup } from "./process.ts";

export interface Python {
  /**
   * Calls a function of the script with keyword arguments, and answers what it returns, as JSON. Rejects with Python's
   * traceback if it raises, or with all that was said if it takes longer than it may.
   */
  ask<Told>(capability: string, asked?: Readonly<Record<string, unknown>>, limit?: number): Promise<Told>;
  close(): Promise<void>;
}

type Answer = { readonly told: unknown } | { readonly raised: string };

/** `script` is a file, seen from this folder, that calls `serve(…)` of client.py. One call at a time. */
export function startPython(
  script: string,
  env: Readonly<Record<string, string>>,
  environment = "main",
): Python {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = startGroup(programOf(environment, "python"), [file], { env, cwd: env.HOME! });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const ended = new Promise<void>((resolve) => {
    child.on("error", (error) => {
      stderr += error;
    });
    child.on("close", () => resolve());
  });
  // A script that ended broke the pipe; `ended` tells.
  child.stdin.on("error", () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function answerTo(capability: string, asked: object, limit: number): Promise<Answer> {
    child.stdin.write(`${JSON.stringify({ capability, asked })}\n`);
    const late = setTimeout(() => endGroup(child), limit);
    const line = await lines.next();
    clearTimeout(late);
    if (line.done === true) {
      await ended;
      throw new Error(`${script} ended in ${capability}, for which it had ${limit} ms:\n${stderr}`);
    }
    return JSON.parse(line.value);
  }

  return {
    async ask<Told>(capability: string, asked = {}, limit = 60_000) {
      const answer = await answerTo(capability, asked, limit);
      if ("raised" in answer) throw new Error(`${script}, ${capability}: ${answer.raised}`);
      return answer.told as Told;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
