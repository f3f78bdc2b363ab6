import { spawn } from "node:child_process";

/** Something about this machine, not about the code, is in the way: a suite that meets it ends with exit code 2. */
export class SetupError extends Error {}

/**
 * A suite's process from start to exit code. `main` answers the code; its signal fires on Ctrl-C and the like and ends
 * what it installs, while jest is stopped by whoever runs it.
 */
export async function runMain(main) {
  const stopped = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stopped.abort());
  try {
    process.exitCode = await main(stopped.signal);
  } catch (error) {
    if (stopped.signal.aborted) {
      console.error("stopped");
      process.exitCode = 1;
    } else if (error instanceof SetupError) {
      console.error(error.message);
      process.exitCode = 2;
    } else throw error;
  }
}

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
