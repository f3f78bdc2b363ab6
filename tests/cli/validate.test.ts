/** `registrar validate` on a stage that holds the demonstration's market, sound sessions and flawed ones. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createTerminal } from "../../cli/terminal.ts";
import { tellRun } from "../../cli/validation/tell.ts";
import { discoveriesIn, flawedDays } from "../../local/demo/defects.ts";
import { createFunctionLog } from "../../local/demo/function-log.ts";
import { deliver } from "../../local/demo/journey.ts";
import { tradingDays } from "../../local/demo/trading-day.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import type { RunDocument } from "../../shared/quality/result.ts";
import { rowsByDay } from "../../shared/quality/results/result-rows.ts";
import { datasets } from "../fixtures/datasets.ts";
import { exporting, registrar, withFolder } from "./run.ts";

/** The moment that a run judges from is part of its id. */
const EVENING = ["--run-id", "terminal-2025-12-02T23:00:00.000Z"];

let platform: Platform;
let restore: () => void;

beforeAll(async () => {
  const log = createFunctionLog();
  platform = await startPlatform({ datasets, windowMs: 1000, onLog: (line) => log.read(line) });
  restore = exporting(platform.emulator.env);
  const witness = { done: () => {}, doing: () => {} };
  await deliver(platform, tradingDays(platform.emulator.dataDir).uploads, log, witness);
  await deliver(platform, flawedDays(platform.emulator.dataDir, datasets), log, witness);
}, 60_000);

afterAll(async () => {
  restore();
  await platform.close();
});

async function validate(...args: readonly string[]) {
  const { code, out, notes } = await registrar("validate", "--json", ...args);
  return { code, notes, document: JSON.parse(out) as RunDocument };
}

test("sound sessions pass: exit code 0", async () => {
  const { code, document } = await validate("--from", "2025-11-26", "--to", "2025-11-26", ...EVENING);
  const { pass, skipped, warn, fail, no_data, error } = document.summary;
  expect({ code, warn, fail, no_data, error }).toEqual({ code: 0, warn: 0, fail: 0, no_data: 0, error: 0 });
  expect(pass).toBeGreaterThan(40);
  // Nobody has seen enough sessions to say how many rows are usual.
  const reasons = new Set(document.results.flatMap(({ reason }) => reason ?? []));
  expect([skipped > 0, [...reasons].sort()]).toEqual([true, ["insufficient_history", "not_applicable"]]);
});

test("every planted defect is found, and nothing besides: exit code 1", async () => {
  const { code, document } = await validate("--from", "2025-11-26", "--to", "2025-12-02", ...EVENING);
  expect(code).toBe(1);
  const { discoveries, others } = discoveriesIn(document.results);
  expect(discoveries.filter(({ found }) => found === undefined)).toEqual([]);
  expect(others).toEqual([]);
});

test("a run that was killed is continued under its id: what Athena was asked is not asked again", async () => {
  const args = ["--day", "2025-12-01", "--dataset", "trades", ...EVENING];
  const { document } = await validate(...args);
  const queries = new Set(document.results.map(({ queryId }) => queryId));
  expect(queries.size).toBeGreaterThan(1);
  // Equal in every query's id, bytes and time.
  expect((await validate(...args)).document).toEqual(document);
});

test("the page is written whole, and nothing beside it", () =>
  withFolder(async (folder) => {
    const file = join(folder, "report.html");
    const { code, notes } = await registrar("validate", "--day", "2025-12-01", "--html", file);
    expect(code).toBe(1);
    expect(notes).toContain(`wrote ${file}`);
    expect(readdirSync(folder)).toEqual(["report.html"]);
    const page = readFileSync(file, "utf8");
    expect(page.startsWith("<!doctype html>")).toBe(true);
    expect(page.trimEnd().endsWith("</html>")).toBe(true);
  }));

const WRONG: readonly (readonly [args: string, says: string])[] = [
  ["--dataset trads", '--dataset must be one of trades, bars_5m, ml_features_5m, got "trads"'],
  [
    "--dataset check_results",
    '--dataset "check_results" is not validated; those that are: trades, bars_5m, ml_features_5m',
  ],
  ["--day 2025-02-30", '--day "2025-02-30" is not a day YYYY-MM-DD'],
  ["--day 2042-01-02", "outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31"],
  ["--day 2025-12-01 --from 2025-12-01", "--day goes without --from and --to"],
  ["--from 2025-12-01", "--from and --to go together"],
  ["--from 2025-12-02 --to 2025-12-01", "--from 2025-12-02 is after --to 2025-12-01"],
  [
    "--suite intraday --day 2025-11-28",
    "--suite intraday looks at the session that is open: it goes without --day, --from and --to",
  ],
  ["--suite weekly", '--suite must be one of close, intraday, metadata, got "weekly"'],
  ["--budget none", '--budget "none" must be gigabytes, more than 0'],
  ["--run-id mine", '--run-id "mine" must be as a run prints it: terminal-2026-11-20T23:05:00.000Z'],
  ["--html /no/such/folder/report.html", '--html "/no/such/folder/report.html" cannot be written: ENOENT'],
  ["--html /tmp", '--html "/tmp" is a folder'],
  ["--stage No_Stage", '--stage "No_Stage" must be'],
];

test.each(WRONG)("validate %s is refused before anything is asked", async (args, says) => {
  const before = platform.emulator.requests.length;
  const { code, out, notes } = await registrar("validate", ...args.split(" "));
  expect(notes).toContain(says);
  expect({ code, out, asked: platform.emulator.requests.length - before }).toEqual({
    code: 2,
    out: "",
    asked: 0,
  });
});

test("every mistake of a call is named at once", async () => {
  const { notes } = await registrar(
    "validate",
    "--dataset",
    "x",
    "--day",
    "y",
    "--suite",
    "z",
    "--budget",
    "0",
  );
  expect(notes.match(/^ {2}- /gm)).toHaveLength(4);
});

test("a stage without tables is told as missing data, table by table", async () => {
  const { code, document } = await validate("--stage", "test", "--day", "2025-12-01");
  expect(code).toBe(1);
  const missing = document.results.filter(({ reason }) => reason === "missing_table");
  expect(new Set(missing.map(({ dataset }) => dataset))).toEqual(
    new Set(["trades", "bars_5m", "ml_features_5m"]),
  );
});

describe("in words", () => {
  function told(document: RunDocument, columns: number): string {
    let said = "";
    const stdout = {
      columns,
      write: (text: string) => {
        said += text;
      },
    };
    tellRun(document, createTerminal({ stdout, stderr: { write: () => {} } }, false));
    return said;
  }

  test.each([80, 50])("%d columns are wide enough", async (columns) => {
    const { document } = await validate("--from", "2025-11-26", "--to", "2025-12-02", ...EVENING);
    const lines = told(document, columns).split("\n");
    // A command stays whole: it is there to be copied.
    expect(lines.filter((line) => line.length > columns && !line.startsWith("run again: "))).toEqual([]);
  });

  test("which slots have no bar is named: ten runs of them at a terminal, all in the document", async () => {
    const { document } = await validate("--day", "2025-12-01", "--dataset", "bars_5m", ...EVENING);
    const lines = told(document, 80).split("\n");
    const from = lines.indexOf("slots without a bar, in UTC:");
    expect(lines.slice(from, from + 3)).toEqual([
      "slots without a bar, in UTC:",
      "  bars_5m 2025-12-01 AAPL 15:30",
      "",
    ]);
    const time = (slot: number) =>
      new Date(Date.UTC(2025, 11, 1, 14, 30 + 5 * slot)).toISOString().slice(0, -1);
    const samples = Array.from({ length: 60 }, (_, run) => ({
      symbol: "TSLA",
      first_missing: time(3 * run),
      last_missing: time(3 * run + 1),
      missing: 2,
    }));
    const results = document.results.map((one) =>
      one.checkId === "complete.gaps" ? { ...one, samples } : one,
    );
    const many = told({ ...document, results }, 80).split("\n");
    const named = many.filter((line) => line.startsWith("  bars_5m 2025-12-01 TSLA"));
    expect(named).toHaveLength(10);
    expect(named[1]).toBe("  bars_5m 2025-12-01 TSLA 14:45 to 14:50 (2 slots)");
    expect(many).toContain("  … and 50 more (--json has all)");
    expect(
      [...rowsByDay({ ...document, results }).values()]
        .flat()
        .flatMap(({ check_id, samples: kept }) =>
          check_id === "complete.gaps" ? [(JSON.parse(String(kept)) as object[]).length] : [],
        ),
    ).toEqual([50]);
  });

  test("sessions without a partition are one line, not one each", async () => {
    const { document } = await validate("--from", "2025-12-03", "--to", "2025-12-09", "--dataset", "trades");
    const lines = told(document, 200).split("\n");
    const absent = lines.filter((line) => line.includes("partition.present"));
    expect(absent).toHaveLength(1);
    expect(absent[0]).toContain("2025-12-03 and 4 more");
  });

  test("why a market is closed is told once", async () => {
    const { code, document } = await validate("--day", "2025-11-27", "--dataset", "trades");
    expect(code).toBe(0);
    expect(told(document, 200).match(/Thanksgiving Day/g)).toHaveLength(1);
  });
});

test("nothing of a page is left where it cannot be written", () =>
  withFolder(async (folder) => {
    const file = join(folder, "page");
    mkdirSync(file);
    const { code } = await registrar("validate", "--day", "2025-12-01", "--html", file);
    expect([code, readdirSync(folder), existsSync(file)]).toEqual([2, ["page"], true]);
  }));
