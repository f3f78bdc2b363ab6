import { request } from "node:http";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { clientConfig, type Emulator, startEmulator } from "../../emulator/index.ts";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({});
  emulator.s3.store.createBucket("lake");
});
afterAll(() => emulator.close());

/** What a GET of an object, or a POST of a form, is answered. */
function ask(
  headers: Readonly<Record<string, string>>,
  method = "GET",
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(emulator.endpoint);
    const asked = request(
      { host: "127.0.0.1", port, path: "/lake?list-type=2", method, headers },
      (answer) => {
        let body = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          body += chunk;
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

test.each([
  "127.0.0.1",
  "127.0.0.1:4566",
  "127.1.2.3:80",
  "localhost",
  "LOCALHOST:4566",
  "localhost.:4566",
  "[::1]:4566",
  "lake.localhost:4566",
  "lake.s3.localhost",
  "host.docker.internal:4566",
])("a request for %s is answered", async (host) => {
  expect((await ask({ host })).status).toBe(200);
});

test.each([
  "example.com",
  "example.com:4566",
  "localhost.example.com",
  "127.0.0.1.example.com",
  "evillocalhost",
  "10.0.0.1",
  "0.0.0.0",
  "[::2]",
  "docker.internal",
  "localhost:4566@example.com",
])("a request for %s is refused, and says by what name the emulator answers", async (host) => {
  const { status, body } = await ask({ host });
  expect(status).toBe(403);
  expect(body).toContain(`(localhost, 127.0.0.1, [::1]), got Host "${host}"`);
});

test.each([
  ["http://localhost:3000", 200],
  ["http://127.0.0.1:8088", 200],
  ["https://example.com", 403],
  ["http://localhost.example.com", 403],
  ["null", 403],
])("a request from a page of %s is answered %i", async (origin, status) => {
  expect((await ask({ host: "127.0.0.1", origin })).status).toBe(status);
});

test("a page of elsewhere changes nothing by posting a form", async () => {
  emulator.s3.put("lake", "kept", "x");
  const headers = { host: "127.0.0.1", origin: "https://example.com" };
  expect((await ask(headers, "POST")).status).toBe(403);
  expect(emulator.s3.store.list("lake", "").map(({ key }) => key)).toEqual(["kept"]);
});

test("clients that name the machine or a bucket in the host are served", async () => {
  const { port } = new URL(emulator.endpoint);
  const client = new S3Client({ ...clientConfig(emulator), endpoint: `http://localhost:${port}` });
  const { Buckets } = await client.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toContain("lake");
});
