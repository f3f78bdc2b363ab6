/** Runs a script in a shell in which some commands, such as `aws`, are carried out by the test itself. */
import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { json } from "node:stream/consumers";

/** Answers what it prints; what it throws is printed as an error, and ends it with exit code 255. */
export type Stand = (words: readonly string[], folder: string) => Promise<string>;

export interface ScriptResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** In a folder of its own, in which the script may write. */
export async function runScript(
  script: string,
  folder: string,
  commands: Readonly<Record<string, Stand>>,
): Promise<ScriptResult> {
  const server = createServer(async (request, response) => {
    const { name, words, cwd } = (await json(request)) as { name: string; words: string[]; cwd: string };
    const answer = await commands[name]!(words, cwd).then(
      (stdout) => ({ code: 0, stdout, stderr: "" }),
      (thrown: unknown) => ({ code: 255, stdout: "", stderr: `${thrown}\n` }),
    );
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const bin = join(folder, ".bin");
    mkdirSync(bin, { recursive: true });
    for (const name of Object.keys(commands)) {
      writeFileSync(join(bin, name), standIn(name, (server.address() as AddressInfo).port));
      chmodSync(join(bin, name), 0o755);
    }
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
    return await new Promise((resolve) => {
      execFile("sh", ["-c", script], { cwd: folder, env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      });
    });
  } finally {
    server.close();
  }
}

const standIn = (name: string, port: number) => `#!${process.execPath}
const said = { name: ${JSON.stringify(name)}, words: process.argv.slice(2), cwd: process.cwd() };
fetch("http://127.0.0.1:${port}", { method: "POST", body: JSON.stringify(said) })
  .then((answer) => answer.json())
  .then(({ code, stdout, stderr }) => {
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = code;
  });
`;
