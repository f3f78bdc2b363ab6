import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { exporting, registrarSpeaking } from "./run.ts";

let stack: Emulator;
let restore = () => {};

beforeAll(async () => {
  stack = await startEmulator();
});
afterEach(() => restore());
afterAll(() => stack.close());

test.each([
  ["explain", "s3://bucket/stock-trades-platform/raw/trades/day=2026-11-20/symbol=A/a"],
  ["status", "--json"],
  ["parked", "list"],
  ["grant", "list"],
  ["query", "SELECT 1"],
  ["reconcile"],
  ["schema", "diff"],
  ["undo", "--list"],
  ["validate", "--dataset", "trades", "--json"],
  ["ready", "--dataset", "trades", "--session", "2025-11-26"],
])("%s says once that it speaks to the local stack, and not on stdout", async (...args) => {
  restore = exporting(stack.env);
  const { run, where } = await registrarSpeaking(...args);
  expect(where).toEqual([`the local stack at ${stack.endpoint}`]);
  expect(run.out).not.toContain("speaking to");
});

test("a command that asks AWS nothing says nothing of it", async () => {
  restore = exporting(stack.env);
  const said = await Promise.all([
    registrarSpeaking("explain", "s3://b/k", "--offline"),
    registrarSpeaking("calendar", "explain", "2026-11-27"),
    registrarSpeaking("check", "--json"),
  ]);
  expect(said.flatMap(({ where }) => where)).toEqual([]);
});

test("without an endpoint it is the account and the Region", async () => {
  // Of STS alone, as somebody sets it who tries one service: the rest speaks to AWS, and its account is said.
  const { AWS_ENDPOINT_URL, ...env } = stack.env;
  restore = exporting({
    ...env,
    AWS_ENDPOINT_URL_STS: AWS_ENDPOINT_URL!,
    AWS_ENDPOINT_URL_S3: AWS_ENDPOINT_URL!,
    AWS_ENDPOINT_URL_GLUE: AWS_ENDPOINT_URL!,
  });
  const { where } = await registrarSpeaking("grant", "list");
  expect(where).toEqual(["account 000000000000, us-east-1"]);
});
