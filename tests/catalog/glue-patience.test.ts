import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GlueClient } from "@aws-sdk/client-glue";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { glueCatalog } from "../../shared/catalog/glue-catalog-adapter.ts";
import type { Catalog } from "../../shared/catalog/port.ts";
import { CLIENT_DEFAULTS } from "../../shared/runtime/client-defaults.ts";
import { NO_DEADLINES } from "../support/platform.ts";

/** Takes every request and never answers. */
let server: Server;
let asked: number;

beforeEach(async () => {
  asked = 0;
  server = createServer(() => {
    asked++;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Our client's own settings, but for how many milliseconds it waits. */
function connect(requestTimeout: number): Catalog {
  const client = new GlueClient({
    ...CLIENT_DEFAULTS,
    requestHandler: { ...CLIENT_DEFAULTS.requestHandler, requestTimeout },
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  return glueCatalog(client);
}

const table = (catalog: Catalog, signal: AbortSignal) => catalog.table("raw", "trades", signal);

// F13: without throwOnRequestTimeout the SDK only warns, and the call hangs until Lambda kills the function.
test("a call without an answer is given up on three times, its outcome unknown", async () => {
  await expect(table(connect(50), NO_DEADLINES.catalog)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    effect: "unknown",
  });
  expect(asked).toBe(3);
});

test("a call without an answer is given up on at the deadline", async () => {
  await expect(table(connect(60_000), AbortSignal.timeout(50))).rejects.toMatchObject({
    code: "DEADLINE",
    effect: "unknown",
  });
});

test("the deployed client waits five seconds for each answer", () => {
  expect(CLIENT_DEFAULTS.requestHandler.requestTimeout).toBe(5_000);
});
