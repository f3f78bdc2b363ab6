import { describe, expect, test } from "@jest/globals";
import { hiveEscape, hiveUnescape } from "../../shared/hive-path.ts";

// F15. The characters of FileUtils.java, charToEscape.
test.each([
  ["2026-11-20", "2026-11-20"],
  ["BRK.B", "BRK.B"],
  ["09:30", "09%3A30"],
  ["a/b", "a%2Fb"],
  ["a=b", "a%3Db"],
  ["100%", "100%25"],
  ["\"#%'*/:=?\\", "%22%23%25%27%2A%2F%3A%3D%3F%5C"],
  ["{[]^", "%7B%5B%5D%5E"],
  ["\u0000\u0001\t\n\u001f\u007f", "%00%01%09%0A%1F%7F"],
  [" }+&,|<>~!$()-._;@`", " }+&,|<>~!$()-._;@`"],
  ["é😀", "é😀"],
])("%j is written %j and read back", (value, written) => {
  expect(hiveEscape(value)).toBe(written);
  expect(hiveUnescape(written)).toBe(value);
});

// F16
test("the empty value is written as Hive's NULL", () => {
  expect(hiveEscape("")).toBe("__HIVE_DEFAULT_PARTITION__");
});

describe("reading", () => {
  test.each([
    ["%3a", ":"],
    ["%", "%"],
    ["100%", "100%"],
    ["%4", "%4"],
    ["%ZZ", "%ZZ"],
    ["%+1", "%+1"],
    ["%%41", "%A"],
    ["%253A", "%3A"],
    // A code is a character, not a byte of UTF-8: Hive reads these two.
    ["%C3%A9", "Ã©"],
  ])("%j gives %j", (written, value) => expect(hiveUnescape(written)).toBe(value));
});
