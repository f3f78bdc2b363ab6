/** What becomes of a message of the reconcile function's queue. */
import { beforeEach, expect, test } from "@jest/globals";
import { answerMessage, type MessagePorts } from "../../shared/reconcile/apply.ts";
import { type DatasetMessage, startBody, writeMessage } from "../../shared/reconcile/run-message.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { datasets } from "../fixtures/datasets.ts";
import { ReconcileWorld } from "../support/reconcile-world.ts";

const AT = Date.parse("2026-11-27T07:30:00Z");
const TRADES: DatasetMessage = { kind: "dataset", cadence: "weekly", at: AT, dataset: "trades", part: 0 };
const LONG = 900_000;
const where = { stage: "prod", bucket: "lake", datasets };

let world: ReconcileWorld;
let sent: DatasetMessage[];
let told: string[];
let ports: MessagePorts;
let queueFails: boolean;

beforeEach(() => {
  world = new ReconcileWorld(datasets.find(({ name }) => name === "trades")!);
  sent = [];
  told = [];
  queueFails = false;
  ports = {
    catalog: world.catalog,
    reader: world,
    listing: world,
    store: world,
    remover: world,
    records: world.records,
    columns: world.columns,
    clock: world.clock,
    callTimeout: () => new AbortController().signal,
    queue: {
      async send(messages) {
        if (queueFails) throw new RegistrarError("QUEUE_REFUSED", "no", { retryable: true });
        sent.push(...messages);
      },
    },
    telemetry: {
      started: (names) => told.push(`started ${names.join()}`),
      ended: ({ dataset }, { end }) => told.push(`${dataset} ${end}`),
      ignored: (body) => told.push(`ignored ${body}`),
    },
    random: () => "0a1b2c",
  };
});

const answer = (body: string, remaining = LONG) => answerMessage(body, where, ports, remaining);

test("a start becomes a message for each dataset that is registered", async () => {
  await answer(startBody("nightly", "2026-11-27T07:30:00Z"));
  const names = datasets.filter(({ strategy }) => strategy === "register").map(({ name }) => name);
  expect(sent).toEqual(names.map((dataset) => ({ ...TRADES, cadence: "nightly", dataset })));
});

test("a start that cannot be handed on is delivered again", async () => {
  queueFails = true;
  await expect(answer(startBody("nightly", "2026-11-27T07:30:00Z"))).rejects.toThrow("no");
});

test("a dataset is compared, and that is told", async () => {
  world.put("day=2026-11-25/symbol=A/x");
  await answer(writeMessage(TRADES));
  expect(Object.keys(world.held())).toEqual(["2026-11-25/A"]);
  expect([sent, told]).toEqual([[], ["trades whole"]]);
});

test("what is left when the time is up is in another message before this one is deleted", async () => {
  for (let day = 1; day <= 9; day++) world.put(`day=2026-11-0${day}/symbol=A/x`);
  world.pageTime = 100_000;
  await answer(writeMessage(TRADES), 200_000);
  expect(sent).toEqual([{ ...TRADES, part: 1 }]);
  expect(told).toEqual(["trades goes on"]);
  queueFails = true;
  await expect(answer(writeMessage(TRADES), 200_000)).rejects.toThrow("no");
});

test("a dataset that is no longer registered is left alone", async () => {
  await answer(writeMessage({ ...TRADES, dataset: "gone" }));
  expect([sent, told]).toEqual([[], []]);
});

test("a table that is gone fails the message", async () => {
  world.catalog.tables.clear();
  await expect(answer(writeMessage(TRADES))).rejects.toMatchObject({ code: "TABLE_NOT_FOUND" });
});

test("anything else is told, and let go", async () => {
  await answer("{}");
  expect([sent, told]).toEqual([[], ["ignored {}"]]);
});
