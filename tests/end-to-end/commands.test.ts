/** The README's commands as their user runs them: processes of their own, which leave nothing behind. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createConnection, createServer } from "node:net";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "@jest/globals";
import { REPORT_TITLE, shown } from "../../tools/captures/main.ts";
import { reportSvg } from "../../tools/captures/report-svg.ts";
import { linesOf } from "../../tools/captures/terminal-svg.ts";
import { withFolder } from "../cli/run.ts";

const MINUTE = 60_000;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly notes: string;
}

/** A command whose temporary files all lie in `folder`. */
function start(folder: string, ...args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  return startIn(process.cwd(), folder, ...args);
}

/** The same of another checkout. */
function startIn(project: string, folder: string, ...args: readonly string[]) {
  const env = { ...process.env, TMPDIR: folder, NODE_OPTIONS: "" };
  const child = spawn(process.execPath, [join(project, "cli/registrar.mjs"), ...args], {
    cwd: project,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", notes: "" };
  child.stdout?.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    said.notes += chunk;
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...said }));
  return { child, ended };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** One that nothing listens on, a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Everything below a folder but tsx's cache of compiled files. */
function leftIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith("tsx-"));
}

function withFolders(work: (temporary: string, reports: string) => Promise<void>): Promise<void> {
  return withFolder((temporary) => withFolder((reports) => work(temporary, reports)));
}

test(
  "demo --json prints one document, in which a replaced file takes back that its session was ready, and leaves nothing listening and nothing on disk",
  () =>
    withFolders(async (folder, reports) => {
      const { code, out, notes } = await start(
        folder,
        "demo",
        "--json",
        "--html",
        join(reports, "report.html"),
      ).ended;
      expect(notes).not.toContain("Error");
      expect(code).toBe(0);
      const journey = JSON.parse(out);
      expect(journey.datasets.map((one: { partitions: number }) => one.partitions)).toEqual([26, 2, 2]);
      expect(journey.parked).toHaveLength(1);
      const { sound, defects, unexplained, sessions, withdrawal, report } = journey.quality;
      expect([sound.warn, sound.fail, sound.no_data, sound.error]).toEqual([0, 0, 0, 0]);
      expect(defects.map((one: { outcome: string }) => one.outcome)).toEqual([
        ...Array(7).fill("fail"),
        "warn",
      ]);
      expect(unexplained).toEqual([]);
      const ready = sessions.filter((one: { ready: boolean }) => one.ready);
      expect(new Set(ready.map((one: { day: string }) => one.day))).toEqual(
        new Set(["2025-11-26", "2025-11-28"]),
      );
      expect(readFileSync(report, "utf8")).toContain("2025-12-01");
      const [available, changed, pending] = withdrawal.told;
      expect(withdrawal.told.map((one: { state: string }) => one.state)).toEqual([
        "available",
        "changed",
        "pending",
      ]);
      expect(available).toMatchObject({ dataset: "bars_5m", session: "2025-11-28", sequence: 1, checks: {} });
      expect(changed.version).toBe(available.version);
      expect(pending.version).not.toBe(available.version);
      expect(changed.change).toMatchObject({ added: 0, replaced: 1, removed: 0, to: pending.version });
      expect(pending.checks).toMatchObject({ "complete.symbols": "fail" });
      expect(await isListening(Number(new URL(journey.endpoint).port))).toBe(false);
      expect(leftIn(folder)).toEqual([]);
    }),
  MINUTE,
);

test(
  "demo --crawl has every table kept by a crawler, which runs once for the burst",
  () =>
    withFolder(async (folder) => {
      const { code, out, notes } = await start(folder, "demo", "--crawl", "--json").ended;
      expect(notes).not.toContain("Error");
      expect(code).toBe(0);
      const { answers, crawlers, datasets, endpoint, glueCalls, parked } = JSON.parse(out);
      expect(
        crawlers.map(({ dataset, target, runs }: { dataset: string; target: string; runs: object[] }) => {
          return [dataset, target, runs];
        }),
      ).toEqual([
        ["trades", "s3", [expect.objectContaining({ status: "succeeded" })]],
        ["bars_5m", "s3", [expect.objectContaining({ status: "succeeded" })]],
        ["ml_features_5m", "catalog", [expect.objectContaining({ status: "succeeded" })]],
      ]);
      expect(glueCalls.StartCrawler).toBe(3);
      expect(datasets).toMatchObject([
        // 26, and the day that does not exist: a crawler takes any folder for a partition.
        { table: "stock_trades_raw_dev.trades", partitions: 27, keys: ["day", "symbol"], columns: 6 },
        { table: "stock_trades_curated_dev.bars_5m", partitions: 2, rows: 1560, columns: 9 },
        { table: "stock_trades_curated_dev.ml_features_5m", partitions: 2, rows: 1560, columns: 8 },
      ]);
      expect(parked).toMatchObject([{ outcome: "unplaceable" }]);
      expect(answers[0].rows).toHaveLength(5);
      expect(await isListening(Number(new URL(endpoint).port))).toBe(false);
      expect(leftIn(folder)).toEqual([]);
    }),
  2 * MINUTE,
);

/** Two keys whose values want escaping, sixty rows, six files. */
async function writeOwnData(folder: string): Promise<string> {
  const own = join(folder, "Own Data");
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(
    `COPY (SELECT n, '2025-11-' || (10 + n % 3) AS day, CASE WHEN n % 2 = 0 THEN 'a:b' ELSE 'it''s' END AS kind
     FROM range(60) AS t(n)) TO '${own}' (FORMAT PARQUET, PARTITION_BY (day, kind))`,
  );
  connection.closeSync();
  return own;
}

test(
  "what try writes is a list that check accepts, once, and its checks find what is wrong with rows",
  () =>
    withFolder(async (folder) => {
      const own = join(folder, "orders");
      const list = join(folder, "platform", "datasets.ts");
      const connection = await (await DuckDBInstance.create()).connect();
      await connection.run(
        `COPY (SELECT CASE n WHEN 7 THEN NULL WHEN 5 THEN 2 ELSE n END AS order_id, '2025-11-' || (10 + n % 3) AS day,
           CASE n WHEN 9 THEN 'NaN'::DOUBLE ELSE n END AS amount FROM range(60) AS t(n))
         TO '${own}' (FORMAT PARQUET, PARTITION_BY (day))`,
      );
      connection.closeSync();
      const tried = ["try", own, "--write", "--datasets", list, "--html", join(folder, "r.html"), "--json"];
      const first = await start(folder, ...tried).ended;
      expect({ code: first.code, errors: first.notes.includes("Error") }).toEqual({ code: 0, errors: false });
      const { checks, entry } = JSON.parse(first.out);
      const failed = checks.results.filter((result: { outcome: string }) => result.outcome === "fail");
      expect(failed.map((result: { checkId: string; day: string }) => [result.checkId, result.day])).toEqual([
        ["value.range", "2025-11-10"],
        ["null.key", "2025-11-11"],
        ["unique.key", "2025-11-12"],
      ]);
      expect(entry.written).toEqual({ file: list, outcome: "written" });
      const text = readFileSync(list, "utf8");
      const { code, out } = await start(folder, "check", "--datasets", list, "--json").ended;
      expect(code).toBe(0);
      expect(JSON.parse(out).datasets[0]).toEqual(entry.dataset);
      const second = await start(folder, ...tried).ended;
      expect(JSON.parse(second.out).entry.written).toEqual({ file: list, outcome: "declared already" });
      expect(readFileSync(list, "utf8")).toBe(text);
      // An empty list, which no other command takes; one that cannot be added to, behind the entry that it lacks.
      const [bare, json] = [join(folder, "bare.ts"), join(folder, "list.json")];
      writeFileSync(bare, "export const datasets = [];\n");
      writeFileSync(json, '{ "datasets": [] }\n');
      const html = ["--html", join(folder, "r.html")];
      const added = await start(folder, "try", own, "--write", "--datasets", bare, ...html).ended;
      expect({ code: added.code, text: readFileSync(bare, "utf8").includes(entry.text) }).toEqual({
        code: 0,
        text: true,
      });
      const refused = await start(folder, "try", own, "--write", "--datasets", json, ...html).ended;
      expect(refused).toMatchObject({ code: 2, out: expect.stringContaining(entry.text) });
      expect(refused.out).not.toContain("--write");
      expect(refused.notes).toMatch(/USAGE.*\n.*nothing is written into .*list\.json\n.*it is JSON/);
    }),
  4 * MINUTE,
);

test.each([
  ["registered", "try", []],
  ["crawled", "demo --from", ["--crawl"]],
])(
  "a user's own partitions are %s by %s, and their rows counted",
  (_, command, options) =>
    withFolder(async (folder) => {
      const own = await writeOwnData(folder);
      const words = [...command.split(" "), own, ...options, "--json"];
      const { code, out, notes } = await start(folder, ...words).ended;
      expect({ code, errors: notes.includes("Error") }).toEqual({ code: 0, errors: false });
      const { answers, datasets, entry, partitions } = JSON.parse(out);
      expect(datasets).toEqual([
        {
          dataset: "own_data",
          table: "lake_dev.own_data",
          objects: 6,
          partitions: 6,
          keys: ["day", "kind"],
          columns: 1,
          rows: 60,
        },
      ]);
      expect(partitions).toMatchObject({ count: 6, refused: [] });
      expect(entry).toMatchObject({ dataset: { name: "own_data" }, problems: [] });
      expect(answers[0].rows).toEqual(
        ["2025-11-10", "2025-11-11", "2025-11-12"].flatMap((day) => [
          [day, "a:b", "10"],
          [day, "it's", "10"],
        ]),
      );
    }),
  2 * MINUTE,
);

/** A project of its own, as somebody has it who replaced the datasets that it comes with. */
function withProject(list: string, work: (project: string) => Promise<void>): Promise<void> {
  return withFolder(async (project) => {
    for (const name of ["access", "cli", "deploy", "emulator", "functions", "local", "operate", "shared"]) {
      cpSync(name, join(project, name), { recursive: true });
    }
    for (const name of ["node_modules", "package.json"]) symlinkSync(resolve(name), join(project, name));
    writeFileSync(
      join(project, "shared/datasets.ts"),
      `import { defineDatasets } from "./datasets/define-datasets.ts";\nexport const datasets = defineDatasets([${list}]);\n`,
    );
    await work(project);
  });
}

test(
  "demo brings its own market, whatever datasets the project has",
  () =>
    withProject(
      `{ name: "orders", database: "shop", table: "orders", prefix: "shop/orders/", strategy: "register",
         keys: [{ name: "dt", kind: "day" }], columns: [{ name: "amount", type: "double" }] }`,
      (project) =>
        withFolders(async (folder, reports) => {
          const report = join(reports, "report.html");
          const { ended } = startIn(project, folder, "demo", "--json", "--html", report);
          const { code, out, notes } = await ended;
          expect({ code, errors: /^ +at /m.test(notes) }).toEqual({ code: 0, errors: false });
          const { datasets, quality } = JSON.parse(out);
          expect(datasets.map((one: { dataset: string }) => one.dataset)).toEqual([
            "trades",
            "bars_5m",
            "ml_features_5m",
          ]);
          expect(quality.unexplained).toEqual([]);
        }),
    ),
  2 * MINUTE,
);

test(
  "npm run local ends at SIGTERM together with what it started",
  () =>
    withFolder(async (folder) => {
      const child = spawn("npm", ["run", "--silent", "local", "--", "--port", "0", "--json"], {
        env: { ...process.env, TMPDIR: folder, NODE_OPTIONS: "" },
        stdio: ["ignore", "pipe", "ignore"],
      });
      const [document] = await once(child.stdout, "data");
      const port = Number(new URL(JSON.parse(String(document)).endpoint).port);
      expect(await isListening(port)).toBe(true);
      child.kill("SIGTERM");
      await once(child, "exit");
      expect(await isListening(port)).toBe(false);
      expect(leftIn(folder)).toEqual([]);
    }),
  MINUTE,
);

test(
  "local --demo holds the market's two days for every command, also where another list of datasets is set",
  () =>
    withFolder(async (folder) => {
      const list = join(folder, "datasets.ts");
      writeFileSync(list, "export const datasets = [];\n");
      process.env.REGISTRAR_DATASETS = list;
      const { child, ended } = start(folder, "local", "--demo", "--port", "0", "--json");
      delete process.env.REGISTRAR_DATASETS;
      const [document] = await once(child.stdout!, "data");
      const { env } = JSON.parse(String(document)) as { env: Readonly<Record<string, string>> };
      // As a terminal has it, in which that list is set, and then what is printed here is pasted.
      const asked = spawnSync(
        process.execPath,
        ["cli/registrar.mjs", "query", "--csv", "SELECT day, count(*) FROM trades GROUP BY day ORDER BY day"],
        { env: { ...process.env, REGISTRAR_DATASETS: list, ...env }, encoding: "utf8" },
      );
      expect(asked.stdout).toMatch(/^day,.*\n2025-11-26,\d+\n2025-11-28,\d+\n$/);
      child.kill("SIGTERM");
      expect((await ended).code).toBe(0);
    }),
  2 * MINUTE,
);

test.each(["SIGINT", "SIGTERM"] as const)(
  "local stops cleanly at %s",
  (signal) =>
    withFolder(async (folder) => {
      const { child, ended } = start(folder, "local", "--port", "0", "--json");
      const [document] = await once(child.stdout!, "data");
      const port = Number(new URL(JSON.parse(String(document)).endpoint).port);
      expect(await isListening(port)).toBe(true);
      child.kill(signal);
      expect((await ended).code).toBe(0);
      expect(await isListening(port)).toBe(false);
      expect(leftIn(folder)).toEqual([]);
    }),
  MINUTE,
);

test.each(["SIGINT", "SIGTERM"] as const)(
  "demo --keep --port stays up where it was asked to, with its objects, until %s",
  (signal) =>
    withFolder(async (folder) => {
      const own = await writeOwnData(folder);
      const port = await freePort();
      const options = ["--from", own, "--keep", "--port", String(port), "--shell", "bash"];
      const { child, ended } = start(folder, "demo", ...options);
      let said = "";
      const isUp = new Promise<void>((resolve) => {
        child.stderr!.on("data", (chunk) => {
          said += chunk;
          if (said.includes("Ctrl-C stops it.")) resolve();
        });
      });
      await Promise.race([isUp, ended]);
      const second = await start(folder, "demo", ...options).ended;
      expect(second).toMatchObject({ code: 2, notes: expect.stringContaining(`${port}`) });
      expect(await isListening(port)).toBe(true);
      child.kill(signal);
      const { code, out } = await ended;
      expect(code).toBe(0);
      expect(out).toContain(`export AWS_ENDPOINT_URL=http://127.0.0.1:${port}`);
      const list = /export REGISTRAR_DATASETS='?([^'\n]*\.json)/.exec(out)![1]!;
      const { datasets } = JSON.parse(readFileSync(list, "utf8"));
      expect(datasets).toMatchObject([{ table: "own_data", keys: expect.anything() }]);
      expect(await isListening(port)).toBe(false);
      expect(leftIn(folder)).toEqual(["Own Data"]);
    }),
  2 * MINUTE,
);

test(
  "README's pictures show what the demo prints and reports; `npm run captures` makes them anew",
  () =>
    withFolder(async (folder) => {
      const report = join(folder, "report.html");
      const { code, out, notes } = await start(folder, "demo", "--html", report).ended;
      expect(code).toBe(0);
      const picture = (name: string) => readFileSync(`docs/images/${name}.svg`, "utf8");
      // Times, ports, and how many calls a burst took.
      const masked = (text: string) => text.replaceAll(/ *\d+/g, "0").replace(/^(Glue calls).*/, "$1");
      expect(linesOf(picture("demo")).map(masked)).toEqual(
        shown(notes, out)
          .filter((line) => line !== "")
          .map(masked),
      );
      expect(masked(picture("report"))).toBe(masked(reportSvg(REPORT_TITLE, readFileSync(report, "utf8"))));
    }),
  2 * MINUTE,
);
