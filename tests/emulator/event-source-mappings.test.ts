/** What Lambda tells of event source mappings, and switches. */
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import {
  clientConfig,
  connectQueue,
  type Emulator,
  type EventSource,
  startEmulator,
  VirtualClock,
} from "../../emulator/index.ts";

let emulator: Emulator;
let lambda: LambdaClient;
let source: EventSource;

beforeEach(async () => {
  emulator = await startEmulator({ clock: new VirtualClock() });
  lambda = new LambdaClient({ ...clientConfig(emulator), maxAttempts: 1 });
  const queue = emulator.sqs.create("work");
  source = connectQueue({ queue, invoke: () => undefined, clock: emulator.clock });
  const settings = { batchSize: 100, windowMs: 2000, maximumConcurrency: 3 };
  emulator.eventSourceMappings.add({ functionName: "worker", queueArn: queue.arn, source, ...settings });
});

afterEach(async () => {
  await source.close();
  lambda.destroy();
  await emulator.close();
});

const list = async (FunctionName: string) =>
  (await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))).EventSourceMappings!;

test("a function's mappings are listed by its name or its ARN, those of others are not", async () => {
  const [mapping, ...others] = await list("worker");
  expect(others).toEqual([]);
  expect(mapping).toMatchObject({
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 2,
    EventSourceArn: emulator.sqs.get("work").arn,
    ScalingConfig: { MaximumConcurrency: 3 },
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    State: "Enabled",
  });
  expect(await list(mapping!.FunctionArn!)).toEqual([mapping]);
  expect(await list("another")).toEqual([]);
});

test("one is switched off and on", async () => {
  const [{ UUID } = { UUID: "" }] = await list("worker");
  const off = await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  expect([off.State, source.isEnabled]).toEqual(["Disabled", false]);
  const on = await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
  expect([on.State, source.isEnabled]).toEqual(["Enabled", true]);
});

test("one that is not there is refused", async () => {
  const command = new UpdateEventSourceMappingCommand({ UUID: "nobody", Enabled: false });
  await expect(lambda.send(command)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("everything else is refused by name", async () => {
  const [{ UUID } = { UUID: "" }] = await list("worker");
  await expect(lambda.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 5 }))).rejects.toThrow(
    "the emulator changes no BatchSize of an event source mapping",
  );
  await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toThrow(
    "the emulator has no Lambda GET /2015-03-31/functions",
  );
});
