import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { readBatch } from "../../shared/events/batch.ts";
import { eventNames, readEvent } from "../support/event-files.ts";
import { openPlatform } from "../support/platform.ts";

test.each(eventNames)("events/%s.json ends as its expectation says", async (name) => {
  const { event, expected } = readEvent(name);
  const { catalog, register } = openPlatform();
  const { results } = await register(readBatch(event));
  expect({
    messages: results.map(({ outcome }) => {
      return "reason" in outcome
        ? { outcome: outcome.kind, reason: outcome.reason }
        : { outcome: outcome.kind };
    }),
    partitions: catalog.stored().map(({ table, values, location }) => ({ table, values, location })),
  }).toEqual(expected);
});

test.each(eventNames)("events/%s.json is a batch that SQS could have sent", (name) => {
  const { Records } = readEvent(name).event;
  expect(new Set(Records.map(({ messageId }) => messageId)).size).toBe(Records.length);
  for (const { body, md5OfBody } of Records) {
    expect(md5OfBody).toBe(createHash("md5").update(body).digest("hex"));
  }
});
