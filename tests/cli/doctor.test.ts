import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { main } from "../../cli/main.ts";
import { createTerminal } from "../../cli/terminal.ts";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { deployStage } from "../../local/deployment.ts";
import { datasets } from "../fixtures/datasets.ts";
import { exporting, registrar } from "./run.ts";

let stack: Emulator;
let restore: () => void;

beforeAll(async () => {
  stack = await startEmulator({ glue: { indexMs: 0 } });
  await deployStage(stack, "dev", datasets);
  restore = exporting(stack.env);
});

afterAll(async () => {
  restore();
  await stack.close();
});

interface Told {
  readonly conclusion: string;
  readonly findings: readonly { check: string; status: string; what: string; code?: string }[];
}

async function doctor(...args: readonly string[]) {
  const { code, out } = await registrar("doctor", "--json", ...args);
  return { code, ...(JSON.parse(out) as Told) };
}

test("a stage on the local stack is sound as far as that speaks; the rest is unknown, and no reason to fail", async () => {
  const { code, conclusion, findings } = await doctor();
  expect({ code, conclusion }).toEqual({ code: 0, conclusion: "ok" });
  expect(new Set(findings.map(({ status }) => status))).toEqual(new Set(["ok", "unknown"]));
  const unknown = findings.filter(({ status }) => status === "unknown");
  expect(new Set(unknown.map(({ what }) => what))).toEqual(new Set(["the endpoint does not know this"]));
  const sound = findings.filter(({ status }) => status === "ok").map(({ check }) => check);
  expect(sound).toEqual(
    expect.arrayContaining(["notifications", "queue policy", "table", "view", "workgroup"]),
  );
});

test("what must be fixed ends with exit code 1; a stage that is not deployed does", async () => {
  const { code, findings } = await doctor("--stage", "qa");
  expect(code).toBe(1);
  expect(findings.map(({ code }) => code)).toContain("STAGE_MISSING");
});

test("where nothing can be looked at, the exit code is 3", async () => {
  const remove = stack.faults.add({
    operation: "*",
    kind: "error",
    code: "AccessDeniedException",
    status: 403,
  });
  const { code, conclusion } = await doctor();
  remove();
  expect({ code, conclusion }).toEqual({ code: 3, conclusion: "unknown" });
});

test("in 80 columns only commands, which are there to be copied, and single words are longer", async () => {
  const queue = stack.sqs.byUrl(`${stack.endpoint}/${stack.accountId}/stock-trades-partitions-dev-register`);
  const before = queue.attributes;
  queue.attributes = { ...before, KmsMasterKeyId: "alias/aws/sqs" };
  const said = { out: "", progress: "" };
  const to = (where: keyof typeof said) => (text: string) => {
    said[where] += text;
  };
  const terminal = createTerminal(
    { stdout: { columns: 80, write: to("out") }, stderr: { write: to("progress") } },
    false,
  );
  const code = await main(["doctor"], terminal);
  queue.attributes = before;
  expect(code).toBe(1);
  const lines = said.out.split("\n");
  const command = lines.findIndex((line) => line.startsWith("    aws sqs set-queue-attributes --queue-url "));
  expect(lines[0]).toBe("fail  QUEUE_KEY  stock-trades-partitions-dev-register");
  expect(lines[command]).toContain("KmsMasterKeyId");
  expect(lines.at(-2)).toMatch(/^1 fail, \d+ unknown, \d+ ok$/);
  const long = lines.filter((line, at) => line.length > 80 && at !== command);
  expect(long.filter((line) => line.trim().includes(" "))).toEqual([]);
  expect(said.progress).toContain("looking at");
});
