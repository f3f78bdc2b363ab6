import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../support/free-port.mjs";
import { SetupError } from "../support/setup.mjs";
import { CATALOG, catalogProperties } from "./catalog.mjs";

const START_MS = 180_000;

/**
 * Starts Trino on a free loopback port. Its one catalog is that of a stack which tests start, one at a time, on
 * `stackPort`. It ends with `stop`, with the signal, and with this process however that ends.
 */
export async function startTrino({ version, home, java, options, classPath }, signal) {
  const scratch = mkdtempSync(join(tmpdir(), "trino-"));
  const stackPort = await freePort();
  const catalog = join(scratch, "catalog.properties");
  writeFileSync(catalog, catalogProperties(version, `http://127.0.0.1:${stackPort}`));
  const log = join(home, "server.log");
  const server = spawn(
    java,
    [
      ...["-Xmx1500m", "-Duser.timezone=UTC", `-Djava.io.tmpdir=${scratch}`, ...options],
      ...["-cp", classPath, "Launcher", CATALOG, catalog],
    ],
    { stdio: ["pipe", "pipe", "pipe"], env: { PATH: process.env.PATH, HOME: scratch } },
  );
  const ended = new Promise((resolve) => server.on("close", resolve)).finally(() =>
    rmSync(scratch, { recursive: true, force: true }),
  );
  server.stderr.pipe(createWriteStream(log));
  signal.addEventListener("abort", () => server.kill("SIGKILL"), { once: true });
  const late = setTimeout(() => server.kill("SIGKILL"), START_MS);
  const ready = await Promise.race([readyLine(server.stdout), ended]);
  clearTimeout(late);
  if (typeof ready !== "string") throw new SetupError(`Trino did not start; ${log} says why`);
  return {
    url: ready,
    stackPort,
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
      const [, url] = /^ready (\S+)$/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
