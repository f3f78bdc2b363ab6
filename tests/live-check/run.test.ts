import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { clientConfig, type Emulator, startEmulator } from "../../emulator/index.ts";
import { type AutomaticCheck, type Check, isAutomatic } from "../../tools/live-check/check.ts";
import { checks } from "../../tools/live-check/checks/index.ts";
import { main } from "../../tools/live-check/main.ts";
import { chosen } from "../../tools/live-check/plan.ts";
import { makeBucket, makeDatabase, makeQueue } from "../../tools/live-check/resources.ts";
import { type Result, runChecks } from "../../tools/live-check/session.ts";
import { createWorld } from "../../tools/live-check/world.ts";
import { exporting } from "../cli/run.ts";

/** Those whose every call the local stack knows. The others deploy stages, or need EventBridge's rules. */
const LOCAL = ["glue-errors", "glue-throttling", "notification-keys", "notification-filters"];

let stack: Emulator;
let unexport: () => void;

beforeAll(async () => {
  stack = await startEmulator();
  unexport = exporting(stack.env);
});

afterAll(async () => {
  unexport();
  await stack.close();
});

afterEach(() => {
  stack.faults.clear();
});

async function run(asked: readonly Check[], interruption = new AbortController()) {
  const { signal } = interruption;
  const world = createWorld({
    account: "000000000000",
    region: "us-east-1",
    runId: "0123abcd",
    signal,
    pause: 1,
  });
  const told: Result[] = [];
  const session = await runChecks(asked, world, signal, (result) => told.push(result));
  expect(told).toEqual(session.results);
  return session;
}

/** Names of everything that is there. */
async function there(): Promise<string[]> {
  const { Buckets = [] } = await new S3Client(clientConfig(stack)).send(new ListBucketsCommand({}));
  const databases = stack.glue.store.databases.keys();
  return [...Buckets.map(({ Name = "" }) => Name), ...databases, ...stack.sqs.list().map(({ name }) => name)];
}

test("what AWS does otherwise is told, with what it did", async () => {
  const strange = { kind: "error", code: "NeverHeardOfException", message: "", status: 400 } as const;
  stack.faults.add({ operation: "AWSGlue.GetTable", ...strange, times: 3 });
  const { results } = await run(chosen(checks, ["glue-throttling"]));
  expect(results).toEqual([
    {
      id: "glue-throttling",
      answer: "does not hold",
      saw: "3 of 300 were refused: NeverHeardOfException",
    },
  ]);
});

const check = (id: string, runs: AutomaticCheck["run"]): Check => ({
  id,
  assumption: "",
  reliesOn: [],
  calls: [],
  cost: 0,
  run: runs,
});

test.each(LOCAL)("%s can be asked, and leaves nothing behind", async (id) => {
  const { results, left } = await run(chosen(checks, [id]));
  expect(results).toEqual([{ id, answer: "holds", saw: expect.any(String) }]);
  expect(left).toEqual([]);
  expect(await there()).toEqual([]);
});

describe("everything is taken back", () => {
  test("when a check breaks, and the next ones are asked", async () => {
    const { results, left } = await run([
      check("broken", async (world) => {
        await makeBucket(world);
        await makeQueue(world, "s3.amazonaws.com");
        await makeDatabase(world);
        expect(await there()).toHaveLength(3);
        throw new Error("it broke");
      }),
      check("sound", async () => ({ holds: true, saw: "this" })),
    ]);
    expect(results).toEqual([
      { id: "broken", answer: "not asked", saw: "it broke" },
      { id: "sound", answer: "holds", saw: "this" },
    ]);
    expect(left).toEqual([]);
    expect(await there()).toEqual([]);
  });

  test("when it is interrupted, and no other check is asked", async () => {
    const interruption = new AbortController();
    const { results } = await run(
      [
        check("interrupted", async (world) => {
          await makeBucket(world);
          interruption.abort();
          await world.until(60, async () => undefined);
          return { holds: true, saw: "" };
        }),
        check("later", () => Promise.reject(new Error("must not be asked"))),
      ],
      interruption,
    );
    expect(results.map(({ id, answer, saw }) => [id, answer, saw])).toEqual([
      ["interrupted", "not asked", "interrupted"],
      ["later", "not asked", "interrupted"],
    ]);
    expect(await there()).toEqual([]);
  });

  test("also what was made although its answer was lost", async () => {
    stack.faults.add({ operation: "AWSGlue.CreateDatabase", kind: "timeout-after-commit", times: 9 });
    const { results } = await run([
      check("lost", async (world) => {
        await makeDatabase(world);
        return { holds: true, saw: "" };
      }),
    ]);
    expect(results).toMatchObject([{ answer: "not asked" }]);
    expect(await there()).toEqual([]);
  });

  test("or is named, when AWS refuses", async () => {
    const relent = stack.faults.add({
      operation: "AWSGlue.DeleteDatabase",
      kind: "error",
      code: "AccessDeniedException",
      message: "no",
      status: 400,
    });
    const { left } = await run([
      check("kept", async (world) => ({ holds: true, saw: await makeDatabase(world) })),
    ]);
    expect(left).toEqual([{ what: "database registrar_live_check_0123abcd_1", why: "no" }]);
    relent();
    stack.glue.store.databases.clear();
  });
});

describe("the program", () => {
  const said: string[] = [];
  const listen = () => {
    said.length = 0;
    for (const stream of ["log", "error"] as const) {
      jest.spyOn(console, stream).mockImplementation((text: string) => void said.push(text));
    }
  };
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test("touches no account but the one that is named", async () => {
    listen();
    const before = stack.requests.length;
    expect(await main(["--account", "111111111111", "--region", "us-east-1"])).toBe(2);
    expect(said).toEqual([
      "nothing was done: --account says 111111111111, and the credentials are 000000000000",
    ]);
    expect(stack.requests.slice(before).map(({ operation }) => operation)).toEqual(["GetCallerIdentity"]);
  });

  test("asks the one that is named, and says how it went", async () => {
    listen();
    const args = ["--account", "000000000000", "--region", "us-east-1", "--only", "glue-errors,metrics"];
    expect(await main(args)).toBe(0);
    expect(said).toEqual([
      expect.stringMatching(/^holds {10}glue-errors: Errors held AlreadyExistsException/),
      expect.stringMatching(/^by hand {8}metrics: /),
      "2 of 2 settled or by hand, 0 left behind.",
    ]);
  });

  test("plans without asking anybody", async () => {
    listen();
    const before = stack.requests.length;
    expect(await main(["--plan"])).toBe(0);
    expect(said.join("\n")).toContain(`${checks.length} checks, at most`);
    expect(stack.requests).toHaveLength(before);
  });
});

test("every check that is not asked here deploys a stage, needs EventBridge or an index, or a person", () => {
  const elsewhere = checks.filter(({ id }) => !LOCAL.includes(id));
  expect(elsewhere.filter(isAutomatic).map(({ id }) => id)).toEqual([
    "partition-index",
    "eventbridge-keys",
    "deploy",
    "roles",
    "delays",
    "existing-bucket",
    "update-keeps-objects",
    "remove",
  ]);
});
