import { expect, test } from "@jest/globals";
import { createTerminal, renderTable, type Terminal } from "../../cli/terminal.ts";

/** Moves the cursor, hides text, rings, sets the window's title (twice: C0 and C1), turns what follows around, breaks lines. */
const EVIL = "a\u001b[2K\u001b[8mb\u0007\u001b]0;c\u0007\u009d0;d\u009c\u0085\u202ee\u2028f\rg";
const HARMLESS =
  "a\\u001b[2K\\u001b[8mb\\u0007\\u001b]0;c\\u0007\\u009d0;d\\u009c\\u0085\\u202ee\\u2028f\\u000dg";

/** What a use of a terminal writes. */
function written(use: (terminal: Terminal) => void, hasColours = true): string {
  let all = "";
  const output = { columns: 500, isTTY: true, write: (text: string) => (all += text) };
  use(createTerminal({ stdout: output, stderr: output }, hasColours));
  return all;
}

test.each<[string, (terminal: Terminal) => void, string]>([
  ["a result", (terminal) => terminal.out(EVIL), `${HARMLESS}\n`],
  ["a note", (terminal) => terminal.note(EVIL), `${HARMLESS}\n`],
  ["progress", (terminal) => terminal.progress(`${EVIL}\n`), `${HARMLESS}\\u000a`],
  [
    "emphasis",
    (terminal) => terminal.out(`\u001b[31m${EVIL}\u001b[39m`),
    `\u001b[31m${HARMLESS}\u001b[39m\n`,
  ],
])("text from outside is shown, never obeyed: %s", (_, use, expected) => {
  expect(written(use)).toBe(expected);
});

test("without colours not even emphasis passes", () => {
  expect(written((terminal) => terminal.out("\u001b[31mx"), false)).toBe("\\u001b[31mx\n");
});

test("lines and tabs of a result stay, and JSON stays the same value", () => {
  expect(written((terminal) => terminal.out("a\n\tb"))).toBe("a\n\tb\n");
  const value = { [EVIL]: [EVIL, "\ud800", "é😀"] };
  const text = written((terminal) => terminal.out(JSON.stringify(value, null, 2)), false);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).not.toMatch(/[\u0080-\u009f\u2028\u202e]/);
});

test.each([200, 20, 5])("a cell is one line of a table, whatever is in it, at %i columns", (columns) => {
  const cell = "x\nforged  row";
  const table = renderTable(["name", "b", "c"], [[cell, "1", EVIL]], columns);
  expect(table).toContain("x\\u000aforged");
  expect(table).not.toMatch(/^forged/m);
});
