import { expect, test } from "@jest/globals";
import { withQueryComment } from "../../shared/athena/query-comment.ts";
import { requestToken } from "../../shared/athena/request-token.ts";

const parts = { runId: "2026-11-20T21:20Z", workGroup: "w", database: "raw", sql: "SELECT 1", attempt: 1 };
const query = { sql: "SELECT 1", database: "raw", label: "unique.key trades" };

test("the same query of the same run has the same token, of a length that Athena takes", () => {
  expect(requestToken(parts)).toMatch(/^[0-9a-f]{64}$/);
  expect(requestToken({ ...parts })).toBe(requestToken(parts));
});

test.each([
  { runId: "2026-11-23T21:20Z" },
  { workGroup: "x" },
  { database: "curated" },
  { sql: "SELECT 2" },
  { attempt: 2 },
])("another %p has another", (other) => {
  expect(requestToken({ ...parts, ...other })).not.toBe(requestToken(parts));
});

test("parts do not run into each other", () => {
  const one = requestToken({ ...parts, workGroup: "ab", database: "c" });
  expect(requestToken({ ...parts, workGroup: "a", database: "bc" })).not.toBe(one);
});

test("a query is sent below a comment that tells what it is for", () => {
  expect(withQueryComment(query, "r1")).toBe("/* registrar: unique.key trades, run r1 */\nSELECT 1");
});

test("what could disturb whoever reads it is not in the comment", () => {
  const text = withQueryComment({ ...query, label: "a\u202eb\u001b*" }, "r1");
  expect(text).toBe("/* registrar: a_b__, run r1 */\nSELECT 1");
});

test.each(["*/ DROP TABLE trades /*", "**//", "a\n*/b", "*\u202e/"])("%p cannot end the comment", (odd) => {
  const text = withQueryComment({ ...query, label: odd }, odd);
  expect(text.indexOf("*/")).toBe(text.indexOf("\nSELECT 1") - 2);
});

test("what Athena would find too long is refused before it is sent, counted in bytes", () => {
  const overhead = withQueryComment({ ...query, sql: "" }, "r1").length;
  const fits = "é".repeat((262_144 - overhead) / 2);
  expect(Buffer.byteLength(withQueryComment({ ...query, sql: fits }, "r1"))).toBeLessThanOrEqual(262_144);
  expect(() => withQueryComment({ ...query, sql: `${fits}éé` }, "r1")).toThrow(
    expect.objectContaining({ code: "QUERY_TOO_LARGE" }),
  );
});
