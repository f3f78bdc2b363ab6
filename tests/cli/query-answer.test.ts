/** What `query` prints of pages of rows, and which statements it refuses: without Athena. */
import { describe, expect, test } from "@jest/globals";
import { answerAs } from "../../cli/query/answer.ts";
import { changingWordOf } from "../../cli/query/changing-statement.ts";
import { createTerminal } from "../../cli/terminal.ts";
import type { QueryResult, Value } from "../../shared/athena/port.ts";

const COLUMNS = [
  { name: "id", type: "varchar" },
  { name: 'a "name"', type: "varchar" },
];
const NONE = { columns: COLUMNS, rows: [] as Value[][] } as unknown as QueryResult;

/** A reader that leaves when it has had so many lines. */
function reading(lines = Number.POSITIVE_INFINITY) {
  const read: string[] = [];
  const stdout = {
    columns: 100,
    write(text: string, done?: (error?: Error) => void) {
      read.push(...text.trimEnd().split("\n"));
      if (read.length > lines) done?.(new Error("EPIPE"));
    },
  };
  return { read, terminal: createTerminal({ stdout, stderr: { write() {} } }, false) };
}

test("CSV has quotes, commas and line breaks in quotes, NULL as nothing, the empty text as quotes", () => {
  const { read, terminal } = reading();
  const answer = answerAs("csv", terminal);
  answer.take!(COLUMNS, [
    ['say "hi"', "a,b"],
    ["one\ntwo", null],
  ]);
  answer.take!(COLUMNS, [["", "Zürich 日本 😀"]]);
  expect(read.join("\n")).toBe('id,"a ""name"""\n"say ""hi""","a,b"\n"one\ntwo",\n"",Zürich 日本 😀');
  expect(answer.end(NONE).told).toBe("3 rows");
});

test("CSV keeps every text as it is for a program, and obeys none where a terminal shows it", () => {
  const row = ["a\r\nb", "שלום\u200f \u001b[31m"];
  const printed = (isTTY: boolean) => {
    let all = "";
    const stdout = { columns: 100, isTTY, write: (text: string) => (all += text) };
    answerAs("csv", createTerminal({ stdout, stderr: { write() {} } }, false)).take!(COLUMNS, [row]);
    return all;
  };
  expect(printed(false)).toBe('id,"a ""name"""\n"a\r\nb",שלום\u200f \u001b[31m\n');
  expect(printed(true)).toBe('id,"a ""name"""\n"a\\u000d\nb",שלום\\u200f \\u001b[31m\n');
});

test("CSV of no rows is its header, and of no columns nothing", () => {
  const { read, terminal } = reading();
  expect(answerAs("csv", terminal).take!([], [])).toBe(true);
  expect(read).toEqual([]);
  answerAs("csv", terminal).take!(COLUMNS, []);
  expect(read).toEqual(['id,"a ""name"""']);
});

test("no more is read for a reader that has left, and no answer is too large for one that has not", () => {
  const page = Array.from({ length: 1000 }, (_, n) => [String(n), null]);
  const { terminal: left } = reading(1);
  const short = answerAs("csv", left);
  expect(short.take!(COLUMNS, page)).toBe(false);
  expect(short.end(NONE).told).toBe("1,000 rows, when its reader had enough");
  const { terminal, read } = reading();
  const long = answerAs("csv", terminal);
  for (let pages = 0; pages < 150; pages++) expect(long.take!(COLUMNS, page)).toBe(true);
  expect({ lines: read.length, told: long.end(NONE).told }).toEqual({ lines: 150_001, told: "150,000 rows" });
});

test("a table keeps fifty rows, and stops counting at 100,000", () => {
  const { read, terminal } = reading();
  const page = Array.from({ length: 1000 }, (_, n) => [String(n), null]);
  const answer = answerAs("table", terminal);
  let pages = 1;
  while (answer.take!(COLUMNS, page)) pages++;
  expect({ pages, told: answer.end(NONE).told }).toEqual({ pages: 100, told: "at least 100,000 rows" });
  expect(read.slice(-2)).toEqual(["49  NULL", "… at least 99,950 rows more: --csv gives all"]);
});

test("JSON keeps every text as it is", () => {
  const { read, terminal } = reading();
  const rows = [
    ["\u001b[31m\u202e", 'a "b"\n'],
    ["Zürich 😀", null],
  ];
  const result = { columns: COLUMNS, rows, statistics: {} } as unknown as QueryResult;
  expect(answerAs("json", terminal).end(result).told).toBe("2 rows");
  expect(JSON.parse(read.join("\n")).rows).toEqual(rows);
});

describe("a statement", () => {
  test.each([
    ["drop table a", "DROP"],
    ["-- tidy up\n/* all\nof it */ INSERT INTO a SELECT 1", "INSERT"],
    ["UNLOAD (SELECT 1) TO 's3://a/'", "UNLOAD"],
    ["MSCK REPAIR TABLE a", "MSCK"],
    ["EXPLAIN ANALYZE VERBOSE (FORMAT JSON) CREATE TABLE a AS SELECT 1", "CREATE"],
    ["EXECUTE anything", "EXECUTE"],
    ["-- tidy up\rDROP TABLE a", "DROP"],
  ])("that changes something is known by its first word: %s", (sql, word) => {
    expect(changingWordOf(sql)).toBe(word);
  });

  test.each([
    "SELECT 'drop table a' -- insert",
    "(SELECT 1)",
    "WITH a AS (SELECT 1) SELECT * FROM a",
    "SHOW TABLES",
    "DESCRIBE a",
    "EXPLAIN INSERT INTO a SELECT 1",
    "EXPLAIN ANALYZE SELECT 1",
    "VALUES 1",
    "SELEC 1",
    "",
  ])("that asks, or is none, is Athena's to answer: %s", (sql) => {
    expect(changingWordOf(sql)).toBeUndefined();
  });
});
