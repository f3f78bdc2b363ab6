import { expect, test } from "@jest/globals";
import { printable, printableLines, quoted, shellWord, shortened } from "../../shared/runtime/text.ts";

test.each([
  ["a\nb\tc\u0000", "a\\u000ab\\u0009c\\u0000"],
  ["\u001b[31mred", "\\u001b[31mred"],
  ["\u202egnp.exe", "\\u202egnp.exe"],
  ["line\u2028separator", "line\\u2028separator"],
  ["half \ud83d pair", "half \\ud83d pair"],
  ["\ufffe\uffff\u0085", "\\ufffe\\uffff\\u0085"],
  ["plain é 😀", "plain é 😀"],
])("%j is printed %j", (text, printed) => expect(printable(text)).toBe(printed));

test.each([
  ["a", '"a"'],
  [2.1, "2.1"],
  [undefined, "missing"],
  [["2026-11-20", "BRK.B"], '["2026-11-20","BRK.B"]'],
  ["x".repeat(300), `"${"x".repeat(199)}…`],
  ["x".repeat(198), `"${"x".repeat(198)}"`],
])("%j is quoted %s", (value, text) => expect(quoted(value)).toBe(text));

test("of several lines, line feeds and tabs stay", () => {
  expect(printableLines("a\tb\n\u001b[31mred\r\n")).toBe("a\tb\n\\u001b[31mred\\u000d\n");
});

test.each([
  ["", "''"],
  ["a b", "'a b'"],
  ["it's $HOME's", "'it'\\''s $HOME'\\''s'"],
])("to a shell %j is the word %s", (text, word) => expect(shellWord(text)).toBe(word));

test("what is nested deeper than the stack is quoted all the same", () => {
  const deep: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
  expect(quoted(deep)).toBe("nested too deeply to print");
});

test("shortening never leaves half of a surrogate pair", () => {
  expect(shortened("ab😀", 3)).toBe("ab");
  expect(shortened("ab😀", 4)).toBe("ab😀");
  expect(quoted(`${"x".repeat(198)}😀😀`)).toBe(`"${"x".repeat(198)}…`);
});
