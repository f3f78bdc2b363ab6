/** The ways to start the command, as processes: what they pass on, and what a reader that goes away changes. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { PROJECT } from "../repository/sources.ts";

interface Started {
  readonly code: number | null;
  readonly out: string;
}

async function start(file: string, args: readonly string[], cwd: string, isHeard = true): Promise<Started> {
  const child = spawn(file, args, { cwd, stdio: ["ignore", "pipe", "ignore"] });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  if (!isHeard) child.stdout.destroy();
  const [code] = await once(child, isHeard ? "close" : "exit");
  return { code: code as number | null, out };
}

const MINUTE = 60_000;
const LAUNCHER = join(PROJECT, REGISTRAR);
/** Of no dataset: the answer is no. Its key is one that a shell would split, and expand. */
const STRANGE = ["explain", 's3://b/k with space \'"$HOME" *', "--offline", "--json"];

test.each<[string, string, readonly string[], string]>([
  ["the launcher, from any folder", LAUNCHER, [], tmpdir()],
  ["npm run registrar", "npm", ["run", "--silent", "registrar", "--"], PROJECT],
])(
  "%s passes arguments and exit codes",
  async (_, file, before, cwd) => {
    const no = await start(file, [...before, ...STRANGE], cwd);
    expect(no.code).toBe(1);
    expect(JSON.parse(no.out)).toMatchObject({ placement: "ignored" });
    expect((await start(file, [...before, "--version"], cwd)).code).toBe(0);
    expect((await start(file, [...before, "bogus"], cwd)).code).toBe(2);
  },
  MINUTE,
);

test(
  "a pipe that closes early changes no exit code",
  async () => {
    expect((await start(LAUNCHER, STRANGE, PROJECT, false)).code).toBe(1);
    expect((await start(LAUNCHER, ["bogus", "--json"], PROJECT, false)).code).toBe(2);
    expect((await start(LAUNCHER, ["--help"], PROJECT, false)).code).toBe(0);
  },
  MINUTE,
);
