import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { readArrivals, readUsualNotification } from "../../shared/events/arrivals.ts";
import { notification } from "../../tools/bench/burst.ts";
import { readEvent } from "../support/event-files.ts";
import { law } from "../support/law.ts";
import { BUCKET, TRADES } from "../support/platform.ts";

const usual = notification(BUCKET, `${TRADES}day=2026-11-20/symbol=BRK.B/part-0000.parquet`);
const versioned = usual.replace('"sequencer"', '"versionId":"3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY","sequencer"');

test.each([
  ["of a bucket", usual],
  ["of a versioned bucket", versioned],
  ["of a removal", readEvent("s3-put").event.Records[0]!.body.replace("Created:Put", "Removed:Delete")],
])("a notification %s is read without JSON.parse", (_, body) => {
  expect(readUsualNotification(body)).toBeDefined();
});

test.each([
  "0",
  "048213",
  "00",
  "-1",
  "-0",
  "1.5",
  "1e3",
  "9007199254740993",
  "12345678901234567890",
  "null",
  '"1"',
])("a size of %s is what JSON.parse makes of it", (size) => {
  const body = usual.replace('"size":48213', `"size":${size}`);
  expect(readArrivals(body)).toEqual(readArrivals(` ${body}`));
});

/** What tells JSON from what merely looks like it. */
const fragment = fc.oneof(
  fc.constantFrom('"', "\\", '\\"', "\\u0022", "\\n", "\n", "\u0000", "\u001f", "\u007f", "\u2028", "\ud800"),
  fc.constantFrom(
    ",",
    ":",
    "{",
    "}",
    "[",
    "]",
    " ",
    "null",
    "-",
    "0",
    "01",
    "1.5",
    "1e3",
    "12345678901234567",
  ),
  fc.constantFrom('"key":"x",', '"size":0,', '{"eventSource":"aws:s3"},', "%", "+", "%2B", "é", "aws:s3"),
  fc.string({ maxLength: 4 }),
  fc.string({ unit: "binary", maxLength: 4 }),
);

/** One place of a notification, cut out or written over. */
const edited = fc
  .record({ text: fc.constantFrom(usual, versioned), at: fc.nat(), length: fc.nat(3), fragment })
  .map(({ text, at, length, fragment: added }) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + added + text.slice(start + length);
  });

/** A whole token in place of another. */
const replaced = fc
  .record({ text: fc.constantFrom(usual, versioned), at: fc.nat(), token: fc.oneof(fc.json(), fragment) })
  .map(({ text, at, token }) => {
    const tokens = text.split(/("[^"]*"|\d+)/);
    tokens[at % tokens.length] = token;
    return tokens.join("");
  });

law(
  "a body is read the same with and without the short cut, which white space before it bars",
  fc.property(fc.oneof(edited, replaced), (body) => {
    expect(readUsualNotification(` ${body}`)).toBeUndefined();
    expect(readArrivals(body)).toEqual(readArrivals(` ${body}`));
  }),
);
