import { expect } from "@jest/globals";
import fc from "fast-check";
import { readArrivals } from "../../shared/events/arrivals.ts";
import { messagesToReturn, readBatch } from "../../shared/events/batch.ts";
import { OUTCOMES_BY_PRECEDENCE } from "../../shared/events/outcome.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { anyBody, batch } from "../support/arbitrary-messages.ts";
import { law } from "../support/law.ts";
import { message } from "../support/messages.ts";
import { openPlatform } from "../support/platform.ts";
import { storm, weather } from "../support/weather.ts";

// F1, F2, F3: each throw here would return, or lose, a whole batch.
law(
  "every body is read as one arrival or more, and nothing throws",
  fc.property(anyBody, (text) => readArrivals(text).length > 0),
);

law(
  "every batch of any bodies, in any weather, ends with exactly one outcome per message",
  fc.asyncProperty(fc.array(anyBody, { maxLength: 8 }), batch, weather, async (odd, usual, faults) => {
    const messages = [...odd.map((text, index) => message(text, `odd${index}`)), ...usual];
    const platform = openPlatform();
    const { deadlines } = storm(platform, faults);
    const report = await platform.register(messages, deadlines());
    expect(report.results.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
    for (const { outcome } of report.results) expect(OUTCOMES_BY_PRECEDENCE).toContain(outcome.kind);
  }),
);

law(
  "what is returned are messages of the batch, each once: exactly those that failed",
  fc.asyncProperty(batch, weather, async (messages, faults) => {
    const platform = openPlatform();
    const { deadlines } = storm(platform, faults);
    const report = await platform.register(messages, deadlines());
    const failed = report.results.filter(({ outcome }) => outcome.kind === "failed").map(({ id }) => id);
    expect(messagesToReturn(report)).toEqual(failed);
    expect(new Set(failed).size).toBe(failed.length);
  }),
);

law(
  "a message ends parked when it is in the parking queue, and returned messages are not in it",
  fc.asyncProperty(batch, weather, async (messages, faults) => {
    const platform = openPlatform();
    const { deadlines } = storm(platform, faults);
    const { results } = await platform.register(messages, deadlines());
    const parked = results.filter(({ outcome }) =>
      ["malformed", "unplaceable", "conflict", "rejected"].includes(outcome.kind),
    );
    const inQueue = platform.parking.messages().map(({ id }) => id);
    expect(inQueue.sort()).toEqual(parked.map(({ id }) => id).sort());
  }),
);

law(
  "an invocation by anything is read as a batch, or refused as none",
  fc.property(
    fc.oneof(
      fc.anything(),
      fc.record({ Records: fc.array(fc.object()) }),
      fc.record({
        Records: fc.array(
          fc.record(
            {
              eventSource: fc.constant("aws:sqs"),
              messageId: fc.string(),
              body: fc.anything(),
              attributes: fc.anything(),
              messageAttributes: fc.oneof(fc.anything(), fc.record({ "first-seen": fc.anything() })),
            },
            { requiredKeys: ["eventSource", "messageId"] },
          ),
        ),
      }),
    ),
    (event) => {
      try {
        for (const { body, firstSeen } of readBatch(event)) {
          expect(typeof body).toBe("string");
          expect(Number.isSafeInteger(firstSeen)).toBe(true);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(RegistrarError);
        expect(error).toMatchObject({ code: "NOT_AN_SQS_EVENT" });
      }
    },
  ),
);
