import { expect, test } from "@jest/globals";
import { readMessage, startBody, writeMessage } from "../../shared/reconcile/run-message.ts";

const AT = Date.parse("2026-11-20T07:30:00Z");

test("what a schedule sends is read as the start of its cadence", () => {
  expect(readMessage(startBody("weekly", "2026-11-20T07:30:00Z"))).toEqual({
    kind: "start",
    cadence: "weekly",
    at: AT,
  });
});

test("what the function sends itself is read as it was written", () => {
  const message = { kind: "dataset", cadence: "nightly", at: AT, dataset: "trades", part: 3 } as const;
  expect(readMessage(writeMessage(message))).toEqual(message);
});

test.each([
  ["an S3 event", JSON.stringify({ Records: [] })],
  ["no JSON", "nightly"],
  ["null", "null"],
  ["a cadence that is none", startBody("hourly" as "weekly", "2026-11-20T07:30:00Z")],
  ["a time that Scheduler did not fill in", startBody("weekly", "<aws.scheduler.scheduled-time>")],
  ["a day that is none", startBody("weekly", "2026-13-40T07:30:00Z")],
  ["a later version", startBody("weekly", "2026-11-20T07:30:00Z").replace('"version":1', '"version":2')],
  [
    "a part that is no number",
    writeMessage({ kind: "dataset", cadence: "nightly", at: AT, dataset: "t", part: -1 }),
  ],
])("%s is no message of the reconcile function", (_, body) => {
  expect(readMessage(body)).toBeUndefined();
});
