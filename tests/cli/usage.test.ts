import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { type CommandName, SUMMARIES } from "../../cli/summaries.ts";
import { registrar, withFolder } from "./run.ts";

const WRONG: readonly (readonly [args: string, says: string])[] = [
  ["bogus", 'There is no command "bogus".'],
  ["toString", 'There is no command "toString".'],
  ["explain", "expected: ./registrar explain s3://<bucket>/<key>"],
  ["explain raw/trades/x", 'expected s3://<bucket>/<key>, got "raw/trades/x"'],
  ["explain s3://b/k --stage No_Stage", '--stage "No_Stage" must be a letter'],
  ["vaildate", "did you mean validate?"],
  ["help vaildate", "did you mean validate?"],
  ["status --datset trades", "there is no option --datset; did you mean --dataset?"],
  ["status --stage dev --stage prod", "--stage is given 2 times"],
  ["status --stage=", "--stage is empty"],
  ["status --dataset=", "--dataset is empty"],
  ["status --stage", "--stage wants a value"],
  ["status --dataset --stage dev", '--dataset wants a value, got "--stage"'],
  ["status --json=yes", '--json takes no value, got "yes"'],
  ["status --dataset trads", 'got "trads"; did you mean "trades"?'],
  [
    "parked list --dataset trads",
    "--dataset must be one of trades, bars_5m, ml_features_5m, check_results, session_changes, got",
  ],
  ["parked replay --dataset trads --apply", 'got "trads"; did you mean "trades"?'],
  ["parked delete --dataset trads --apply", 'got "trads"; did you mean "trades"?'],
  [
    "parked list --outcome conflicts",
    '--outcome must be one of malformed, rejected, conflict, uncrawlable, unfit, unremovable, unreadable, unplaceable, failed, got "conflicts"; did you mean "conflict"?',
  ],
  ["parked replay --outcome registered", "--outcome must be one of malformed,"],
  ["backfill --dataset trades --to 1989-12-31", "--to 1989-12-31: day of trades begins at 1990-01-01"],
  ["backfill --dataset trades --from 2100-01-01", "--from 2100-01-01: day of trades ends at 2099-12-31"],
  ["validate --dataset trads", 'got "trads"; did you mean "trades"?'],
  ["validate --budget 0x10", '--budget "0x10" must be gigabytes, more than 0'],
  ["validate --budget Infinity", '--budget "Infinity" must be gigabytes, more than 0'],
  [
    "validate --run-id terminal-2026-02-30T00:00:00Z",
    '--run-id "terminal-2026-02-30T00:00:00Z" must be as a run prints it',
  ],
  ["validate --run-id terminal-2999-02-03T00:00:00Z", "is of a run that is yet to come"],
  ["explain s3://b/k --nope", "there is no option --nope"],
  ["replay no-such-file.json", "no-such-file.json: ENOENT"],
  ["parked sort", 'expected list, replay or delete, got "sort"'],
  ["parked list --limit 0", '--limit "0" must be a number from 1 to 999999'],
  [
    "status --dataset trads",
    '--dataset must be one of trades, bars_5m, ml_features_5m, check_results, session_changes, got "trads"',
  ],
  ["status --stage No_Stage", '--stage "No_Stage" must be a letter'],
  ["schema show --folders 0", 'expected diff, got "show"'],
  ["schema show --folders 0", '--folders "0" must be a number from 1 to 999'],
  ["schema diff --dataset trads", 'got "trads"; did you mean "trades"?'],
  ["doctor trades", "expected: ./registrar doctor [--stage dev] [--bucket <name>] [--json]"],
  ["doctor --stage No_Stage", '--stage "No_Stage" must be a letter'],
  ["doctor --bucket A", '--bucket "A" is not a bucket\'s name'],
  ["status trades", "expected: ./registrar status [--dataset <name>]"],
  ["backfill", "--dataset must be one of trades, bars_5m, ml_features_5m, check_results, session_changes"],
  ["backfill --dataset trads", 'got "trads"'],
  ["backfill --dataset trades --from 2026-02-30", '--from "2026-02-30" is not a day YYYY-MM-DD'],
  [
    "backfill --dataset trades --from 2026-02-03 --to 2026-02-01",
    "--from 2026-02-03 is after --to 2026-02-01",
  ],
  ["export", "expected: ./registrar export terraform"],
  ["export pulumi", 'expected terraform, got "pulumi"'],
  ["export terraform --stage No_Stage", '--stage "No_Stage" must be a letter'],
  ["export terraform --out main.json", '--out "main.json" must end with .tf.json'],
  ["export terraform --out /no/such/folder/main.tf.json", '--out "/no/such/folder/main.tf.json": ENOENT'],
  ["export terraform --import lake", '--import "lake" must be like "module.lake"'],
  ["local --port 99999", '--port "99999" must be a number from 0 to 65535'],
  ["demo --from /no/such/folder", "there is no such folder"],
  ["grant", "--user must be one of userX, got nothing"],
  [
    "grant --user userX --tables bars_5m --days 2026-11-01 --ttl 14m",
    "--ttl 14m must be from 15 minutes to 240",
  ],
  ["grant --user userX --tables bars_5m --days 2026-11-31", '--days: "2026-11-31" is not a day YYYY-MM-DD'],
  ["grant revoke", "--user must be one of userX, got nothing"],
  ["grant undo", 'expected list or revoke, or options alone, got "undo"'],
  [
    "demo extra",
    "expected: ./registrar demo [--crawl] [--from <folder>] [--html <file>] [--keep] [--port <n>] [--shell <name>] [--json]",
  ],
  ["demo --port 1e3", '--port "1e3" must be a number from 0 to 65535'],
  ["demo --crawl --html report.html", "--html goes without --crawl and --from"],
  ["demo --html /no/such/folder/report.html", '--html "/no/such/folder/report.html" cannot be written'],
];

test.each(WRONG)("registrar %s is refused with one clear message and exit code 2", async (args, says) => {
  const { code, out, notes } = await registrar(...args.split(" "));
  expect(notes).toContain(says);
  expect(notes).not.toContain("    at ");
  expect({ code, out }).toEqual({ code: 2, out: "" });
});

test("every mistake of one call is named at once", async () => {
  const { notes } = await registrar("backfill", "--dataset", "x", "--from", "y", "--to", "z");
  expect(notes.match(/^ {2}- /gm)).toHaveLength(3);
});

test.each([
  "status --stage No_Stage --json",
  "--json",
  "bogus --json",
  "parked list --json --limit 0",
  "status --jsn --json",
])("whoever asks for JSON gets a wrong call told as JSON: %s", async (args) => {
  const { code, out, notes } = await registrar(...args.split(" "));
  expect({ code, notes }).toEqual({ code: 2, notes: "" });
  const { error } = JSON.parse(out);
  expect(error).toEqual({ code: "USAGE", message: expect.any(String), problems: expect.any(Array) });
  expect(error.problems.length).toBeGreaterThan(0);
});

test.each<[string, number]>([
  ["replay events/s3-put.json --apply", 2],
  ["status", 2],
  ["explain s3://b/stock-trades-platform/raw/trades/day=2026-01-02/symbol=A/x.parquet", 2],
])("without a Region, one hint says so, and AWS is not asked: %s", async (args, expected) => {
  const { code, out, notes } = await registrar(...args.split(" "));
  expect({ code, out }).toEqual({ code: expected, out: "" });
  expect(notes).toBe(
    "INVALID_SETTINGS  no AWS Region is set:\n" +
      "  - export AWS_REGION=<region>, or set a region in the profile that AWS_PROFILE names\n" +
      "  - for the local stack, export what ./registrar local prints\n",
  );
});

test("--version is that of the package", async () => {
  const { version } = JSON.parse(await readFile("package.json", "utf8"));
  expect(await registrar("--version")).toEqual({ code: 0, out: `${version}\n`, notes: "" });
});

test("help <command> says what --help of the command does", async () => {
  expect(await registrar("help", "backfill")).toEqual(await registrar("backfill", "--help"));
});

test("every command is in the list, and says what it is for", async () => {
  const { out } = await registrar("--help");
  for (const file of await readdir("cli/commands")) {
    const name = file.replace(/\.ts$/, "");
    expect(out).toContain(`  ${name} `);
    expect((await registrar(name, "--help")).out).toContain(SUMMARIES[name as CommandName]);
  }
});

test("--help tells the options of a command, and changes nothing", async () => {
  const { code, out } = await registrar("backfill", "--help");
  expect(code).toBe(0);
  expect(out).toContain("--apply");
});

test("without a command, the commands are listed", async () => {
  expect((await registrar()).code).toBe(2);
  expect((await registrar("--help")).out).toContain("backfill");
});

test("check tells what the datasets declare", async () => {
  const { code, out } = await registrar("check", "--json", "--stage", "prod");
  expect(code).toBe(0);
  expect(JSON.parse(out).datasets.map((dataset: { name: string }) => dataset.name)).toEqual([
    "trades",
    "bars_5m",
    "ml_features_5m",
    "check_results",
    "session_changes",
  ]);
});

test("replay reads a Lambda event or a single body, and asks nothing of AWS", async () => {
  const event = await registrar("replay", "events/mixed-batch.json", "--json");
  expect(event.code).toBe(0);
  expect(JSON.parse(event.out).messages.length).toBeGreaterThan(10);
  await withFolder(async (folder) => {
    const file = join(folder, "body.txt");
    await writeFile(file, "hello");
    const body = await registrar("replay", file, "--json");
    expect(JSON.parse(body.out).messages).toEqual([
      {
        message: file,
        dataset: "",
        outcome: "malformed",
        detail: expect.stringContaining("expected an S3 event"),
      },
    ]);
  });
});

test.each([
  ["UTF-8", (text: string) => Buffer.from(`\ufeff${text}`)],
  ["UTF-16, as PowerShell writes it", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
  ["big-endian UTF-16", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
])("replay reads a file with a byte order mark of %s as without", async (_, encode) => {
  const bare = await registrar("replay", "events/mixed-batch.json", "--json");
  await withFolder(async (folder) => {
    const file = join(folder, "batch.json");
    await writeFile(file, encode(await readFile("events/mixed-batch.json", "utf8")));
    const marked = await registrar("replay", file, "--json");
    expect(JSON.parse(marked.out)).toEqual(JSON.parse(bare.out));
  });
});

test("what came from outside cannot move the cursor", async () => {
  const { out } = await registrar(
    "explain",
    "s3://b/stock-trades-platform/raw/trades/\u001b[2Jday=1/x",
    "--offline",
  );
  expect(out).not.toContain("\u001b");
});
