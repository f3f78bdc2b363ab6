import { expect, test } from "@jest/globals";
import { readLookRequest } from "../../shared/look-requests/look-request.ts";
import { planLooks } from "../../shared/looks/plan.ts";
import { datasets } from "../fixtures/datasets.ts";

test.each([
  ["another version", '{"kind":"partition-registrar/look","version":2}'],
  ["a day that is none", '{"kind":"partition-registrar/look","version":1,"dataset":"trades","session":"x"}'],
  ["no JSON", "partition-registrar/look"],
])("%s ends as malformed, and the others of the batch go on", (_, body) => {
  const good = JSON.stringify({
    ...{ kind: "partition-registrar/look", version: 1, dataset: "bars_5m", session: "2025-11-28" },
    ...{ purpose: "write", since: "2031-01-01T00:00:00.000Z", written: "2031-01-01T00:00:00.000Z" },
  });
  const messages = [body, good].map((text, index) => {
    return { id: `m${index}`, body: text, firstSeen: 0, replayed: false };
  });
  const plan = planLooks(messages, { datasets, bucket: "lake" }, 1000);
  expect(plan.messages[0]!.records).toMatchObject([{ resolved: { kind: "malformed" } }]);
  // A clock that is ahead puts nothing off.
  expect(plan.sessions).toMatchObject([{ day: "2025-11-28", since: 1000, written: 1000 }]);
  expect(readLookRequest(good)).toMatchObject({ dataset: "bars_5m" });
});
