import { createServer } from "node:net";
import { GetDatabaseCommand, GlueClient } from "@aws-sdk/client-glue";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { createFaults } from "../../emulator/wire/faults.ts";
import { PortTakenError } from "../../emulator/wire/http.ts";
import { AwsError, type JsonService } from "../../emulator/wire/service.ts";

let emulator: Emulator;
let sqs: SQSClient;

beforeEach(async () => {
  emulator = await startEmulator();
  sqs = new SQSClient(clientOf(emulator));
});

afterEach(async () => {
  sqs.destroy();
  await emulator.close();
});

const clientOf = ({ endpoint, region }: Emulator) => ({
  endpoint,
  region,
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
});

const createQueue = (QueueName: string, abortSignal?: AbortSignal) =>
  sqs.send(new CreateQueueCommand({ QueueName }), abortSignal === undefined ? {} : { abortSignal });

const queueNames = () => emulator.sqs.list().map(({ name }) => name);

describe("faults", () => {
  test("a throttled call does nothing, and a fault strikes as often as it is told", async () => {
    emulator.faults.add({ operation: "AmazonSQS.CreateQueue", kind: "throttle", times: 2 });
    await expect(createQueue("a")).rejects.toMatchObject({ name: "ThrottlingException" });
    await expect(createQueue("b")).rejects.toMatchObject({ name: "ThrottlingException" });
    await createQueue("c");
    expect(queueNames()).toEqual(["c"]);
  });

  test("S3 throttles in its own words", async () => {
    const s3 = new S3Client(clientOf(emulator));
    emulator.faults.add({ operation: "S3.*", kind: "throttle" });
    await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({
      name: "SlowDown",
      $metadata: { httpStatusCode: 503 },
    });
    s3.destroy();
  });

  test("an error has the code, the message and the status it is given", async () => {
    const glue = new GlueClient(clientOf(emulator));
    const operation = "AWSGlue.GetDatabase";
    emulator.faults.add({
      operation,
      kind: "error",
      code: "AccessDeniedException",
      message: "no",
      status: 403,
    });
    await expect(glue.send(new GetDatabaseCommand({ Name: "d" }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: "no",
      $metadata: { httpStatusCode: 403 },
    });
    glue.destroy();
  });

  test("a call that times out after the commit has happened all the same", async () => {
    emulator.faults.add({ operation: "*", kind: "timeout-after-commit" });
    await expect(createQueue("a")).rejects.toMatchObject({ name: "OperationTimeoutException" });
    expect(queueNames()).toEqual(["a"]);
  });

  test("a connection that breaks after the commit leaves the caller without an answer", async () => {
    emulator.faults.add({ operation: "*", kind: "disconnect-after-commit" });
    await expect(createQueue("a")).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(queueNames()).toEqual(["a"]);
    expect(emulator.requests).toMatchObject([{ operation: "CreateQueue", status: 0 }]);
  });

  test("a call without an answer lasts until its caller gives up, and does not keep the emulator from closing", async () => {
    emulator.faults.add({ operation: "*", kind: "no-answer" });
    const caller = new AbortController();
    const hanging = createQueue("a", caller.signal);
    const alsoHanging = createQueue("b");
    const outcomes = Promise.allSettled([hanging, alsoHanging]);
    caller.abort();
    await emulator.close();
    const [aborted, cut] = await outcomes;
    expect(aborted).toMatchObject({ status: "rejected", reason: { name: "AbortError" } });
    expect(cut.status).toBe("rejected");
    expect(queueNames()).toEqual([]);
    emulator = await startEmulator();
  });

  test("latency adds up and leaves other faults their turn", () => {
    const faults = createFaults();
    faults.add({ operation: "AWSGlue.*", kind: "latency", ms: 30 });
    faults.add({ operation: "AWSGlue.GetTable", kind: "throttle", times: 1 });
    faults.add({ operation: "*", kind: "latency", ms: 5 });
    expect(faults.meet("AWSGlue.GetTable")).toMatchObject({ latencyMs: 35, fault: { kind: "throttle" } });
    expect(faults.meet("AWSGlue.GetTable")).toEqual({ latencyMs: 35 });
    expect(faults.meet("S3.GetObject")).toEqual({ latencyMs: 5 });
  });

  test("latency delays an answer by real time", async () => {
    emulator.faults.add({ operation: "AmazonSQS.CreateQueue", kind: "latency", ms: 30 });
    const before = performance.now();
    await createQueue("a");
    expect(performance.now() - before).toBeGreaterThanOrEqual(29);
  });

  test("a probability strikes the same calls for the same seed", () => {
    const struck = (seed: number) => {
      const faults = createFaults(seed);
      faults.add({ operation: "x", kind: "throttle", probability: 0.3 });
      return Array.from({ length: 100 }, () => faults.meet("x").fault !== undefined);
    };
    expect(struck(1)).toEqual(struck(1));
    expect(struck(1)).not.toEqual(struck(2));
    const hits = struck(1).filter(Boolean).length;
    expect(hits).toBeGreaterThan(15);
    expect(hits).toBeLessThan(45);
  });

  test("a fault that is taken away strikes no more", async () => {
    const remove = emulator.faults.add({ operation: "*", kind: "throttle" });
    remove();
    await createQueue("a");
    emulator.faults.add({ operation: "*", kind: "throttle" });
    emulator.faults.clear();
    await createQueue("b");
    expect(queueNames()).toEqual(["a", "b"]);
  });
});

describe("the listener", () => {
  const post = (headers: Record<string, string>, body = "{}") =>
    fetch(emulator.endpoint, { method: "POST", headers, body });

  test("a service or a protocol that the emulator lacks is refused by name", async () => {
    const dynamo = await post({ "x-amz-target": "DynamoDB_20120810.PutItem" });
    expect(await dynamo.json()).toMatchObject({
      __type: "UnknownOperationException",
      message:
        "the emulator has no DynamoDB_20120810.PutItem; supported: AWSEvents, AWSGlue, AmazonAthena, AmazonSQS",
    });
    const inherited = await post({ "x-amz-target": "AmazonSQS.toString" });
    expect(inherited.headers.get("x-amzn-errortype")).toBe("UnknownOperationException");
    const cbor = await post({ "smithy-protocol": "rpc-v2-cbor" });
    expect(cbor.status).toBe(415);
    expect(await cbor.text()).toContain("rpc-v2-cbor");
    const query = await post({ "content-type": "application/x-www-form-urlencoded" }, "Action=AssumeRole");
    expect(await query.text()).toContain("AssumeRole");
  });

  test("a body that is no JSON object is refused", async () => {
    for (const body of ["{", "[]", "null"]) {
      const answer = await post({ "x-amz-target": "AmazonSQS.CreateQueue" }, body);
      expect(await answer.json()).toMatchObject({ __type: "SerializationException" });
    }
  });

  test("a service plugs in by its target, refusals and defects included", async () => {
    const clockwork: JsonService = {
      target: "Clockwork",
      version: "1.1",
      actions: {
        Tick: (input) => ({ tick: input.at }),
        Refuse: () => {
          throw new AwsError("NoSuchGear", "gone", 404);
        },
        Break: () => {
          throw new TypeError("a wheel is missing");
        },
      },
    };
    emulator.serve(clockwork);
    const call = (operation: string) => post({ "x-amz-target": `Clockwork.${operation}` }, '{"at":7}');
    expect(await (await call("Tick")).json()).toEqual({ tick: 7 });
    const refused = await call("Refuse");
    expect(refused.status).toBe(404);
    expect(await refused.json()).toEqual({ __type: "NoSuchGear", message: "gone", Message: "gone" });
    const broken = await call("Break");
    expect(broken.status).toBe(500);
    expect(await broken.text()).toContain("Clockwork.Break: TypeError: a wheel is missing");
    expect(emulator.requests.map(({ operation, status }) => [operation, status])).toEqual([
      ["Tick", 200],
      ["Refuse", 404],
      ["Break", 500],
    ]);
    expect(emulator.requests[0]).toMatchObject({ service: "Clockwork", inputBytes: 8 });
  });

  test("a port that is taken is named", async () => {
    const second = startEmulator({ port: emulator.port });
    await expect(second).rejects.toBeInstanceOf(PortTakenError);
    await expect(second).rejects.toMatchObject({ code: "PORT_TAKEN", port: emulator.port });
  });

  test("closing leaves nothing that listens", async () => {
    await createQueue("a");
    await emulator.close();
    const free = createServer();
    await new Promise<void>((resolve, reject) => {
      free.once("error", reject).listen(emulator.port, "127.0.0.1", resolve);
    });
    await new Promise((resolve) => free.close(resolve));
    emulator = await startEmulator();
  });
});
