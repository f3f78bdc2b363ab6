import { spawn } from "node:child_process";

/** Something about this machine, not about the code, is in the way: a suite that meets it ends with exit code 2. */
export class SetupError extends Error {}

/**
 * The exit code and all output of a command; `onLine` is told each line of it. A command that does not exist has the
 * shell's code for it, 127.
 */
export async function run(command, args, { signal, env = process.env, onLine = () => {} } = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], signal, env });
  let output = "";
  let told = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      for (let end = output.indexOf("\n", told); end >= 0; end = output.indexOf("\n", told)) {
        onLine(output.slice(told, end));
        told = end + 1;
      }
    });
  }
  return await new Promise((resolve, reject) => {
    child.on("error", (error) => (error.code === "ENOENT" ? resolve({ code: 127, output }) : reject(error)));
    child.on("close", (code) => resolve({ code, output }));
  });
}
