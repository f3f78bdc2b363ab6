/** On a machine without credentials whose metadata service never answers, as behind a firewall that drops packets. */
import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const server: Server = createServer(() => {});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const SECOND = 1000;

test.each([
  [["try", "s3://any/orders/"]],
  [["query", "SELECT 1"]],
  [["backfill", "--dataset", "trades"]],
  [["grant", "list"]],
])(
  "%j ends within half a minute, with what to do",
  async (args) => {
    const env = {
      PATH: process.env.PATH,
      HOME: "/nowhere",
      AWS_REGION: "us-east-1",
      AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    };
    const ended = await new Promise((resolve) => {
      const options = { env, timeout: 30 * SECOND, killSignal: "SIGKILL" } as const;
      execFile("cli/registrar.mjs", args, options, (error, out, notes) =>
        resolve({ code: error?.code, signal: error?.signal, out, notes }),
      );
    });
    expect(ended).toMatchObject({
      code: 2,
      signal: null,
      out: "",
      notes: expect.stringMatching(
        /^NO_CREDENTIALS {2}.*\n {2}- .*Could not load credentials.*\n {2}- log in .*\n {2}- for the local stack/m,
      ),
    });
  },
  60 * SECOND,
);
