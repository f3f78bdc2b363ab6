import { describe, expect, test } from "@jest/globals";
import { hiveEscape, hiveUnescape, valueInPath } from "../../shared/datasets/hive-path.ts";

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
  expect(valueInPath(written)).toBe(value);
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
    ["a+b", "a+b"],
    ["%7F", "\u007f"],
  ])("%j gives %j, whoever wrote it", (written, value) => {
    expect(hiveUnescape(written)).toBe(value);
    expect(valueInPath(written)).toBe(value);
  });

  // As DuckDB and pyarrow write them: bytes of UTF-8.
  test.each([
    ["S%C3%A3o%20Paulo", "São Paulo"],
    ["S%c3%a3o", "São"],
    ["%C3%BF", "ÿ"],
    ["%E6%97%A5%E6%9C%AC", "日本"],
    ["%F0%9F%98%80", "😀"],
    ["%EF%BB%BFa", "\ufeffa"],
    ["%C2%80", "\u0080"],
    ["é%C3%A9", "éé"],
    ["%%C3%A9", "%é"],
    ["%C3%A9%3A%C3%A9", "é:é"],
    ["%25C3%25A9", "%C3%A9"],
    // The composed and the decomposed form of one letter stay two values.
    ["%C3%A3", "\u00e3"],
    ["a%CC%83", "a\u0303"],
  ])("%j is UTF-8 of %j", (written, value) => expect(valueInPath(written)).toBe(value));

  // Each as its writer made it: pyarrow 26, Polars 2.1, delta-rs 1.6 and DuckDB 1.5.
  test.each([
    ["pyarrow, delta-rs", "~-_.%27%2A%28%29%21", "~-_.'*()!"],
    ["Polars", "~-_.'*()!", "~-_.'*()!"],
    ["pyarrow, delta-rs, DuckDB", "a%2Bb%3Dc%25", "a+b=c%"],
    ["Polars", "a+b%3Dc%25", "a+b=c%"],
    ["all four", "S%C3%A3o%20Paulo", "São Paulo"],
    ["all four", "%F0%9F%98%80", "😀"],
    ["Hive, Spark", "São Paulo", "São Paulo"],
    ["Hive, Spark", "a+b%3Dc%25", "a+b=c%"],
  ])("what %s wrote: %s", (_, written, value) => expect(valueInPath(written)).toBe(value));

  test.each([
    ["an incomplete character", "%C3", "\u00c3"],
    ["Latin-1", "S%E3o", "S\u00e3o"],
    ["a continuation byte", "%80", "\u0080"],
    ["a byte too few", "%E6%97", "\u00e6\u0097"],
    ["an overlong form", "%C0%AF", "\u00c0\u00af"],
    ["a surrogate", "%ED%A0%80", "\u00ed\u00a0\u0080"],
    ["past the last character", "%F4%90%80%80", "\u00f4\u0090\u0080\u0080"],
    ["a bad byte in a run of good ones", "%C3%A9%FF", "\u00c3\u00a9\u00ff"],
  ])("%s is no UTF-8, and read as Hive does: %j", (_, written, value) => {
    expect(valueInPath(written)).toBe(value);
    expect(hiveUnescape(written)).toBe(value);
  });

  test("Hive itself knows of no UTF-8 in escapes", () => expect(hiveUnescape("%C3%A9")).toBe("Ã©"));
});
