import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SetupError } from "../support/setup.mjs";

const START_MS = 180_000;

/** Starts Trino on free loopback ports. It ends with `stop`, and with this process however that ends. */
export async function startTrino({ home, java, options, classPath }) {
  const scratch = mkdtempSync(join(tmpdir(), "trino-"));
  const log = join(home, "server.log");
  const server = spawn(
    java,
    [
      ...["-Xmx1500m", "-Duser.timezone=UTC", `-Djava.io.tmpdir=${scratch}`, ...options],
      ...["-cp", classPath, "Launcher"],
    ],
    { stdio: ["pipe", "pipe", "pipe"], env: { PATH: process.env.PATH, HOME: scratch } },
  );
  const ended = new Promise((resolve) => server.on("close", resolve)).finally(() =>
    rmSync(scratch, { recursive: true, force: true }),
  );
  server.stderr.pipe(createWriteStream(log));
  const late = setTimeout(() => server.kill("SIGKILL"), START_MS);
  const ready = await Promise.race([readyLine(server.stdout), ended]);
  clearTimeout(late);
  if (!Array.isArray(ready)) throw new SetupError(`Trino did not start; ${log} says why`);
  const [url, catalogs] = ready;
  return {
    url,
    catalogs,
    async stop() {
      server.stdin.end();
      await ended;
    },
  };
}

/** What else is printed is of no interest. */
const readyLine = (stdout) =>
  new Promise((resolve) => {
    createInterface({ input: stdout }).on("line", (line) => {
      const [, url, catalogs] = /^ready (\S+) (\S+)$/.exec(line) ?? [];
      if (url !== undefined) resolve([url, catalogs]);
    });
  });
