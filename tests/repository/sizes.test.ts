import { expect, test } from "@jest/globals";
import { FOLDERS, sourcesOf, textOf } from "./sources.ts";

/** Above it a file holds more than one idea, or a reader has to scroll back and forth to find out. */
const LINES = 250;

test(`no source outside of tests/ has more than ${LINES} lines`, () => {
  const sources = FOLDERS.filter((folder) => folder !== "tests").flatMap(sourcesOf);
  const lines = sources.map((file) => ({ file, lines: textOf(file).split("\n").length - 1 }));
  expect(lines.length).toBeGreaterThan(500);
  expect(lines.filter((one) => one.lines > LINES)).toEqual([]);
});
