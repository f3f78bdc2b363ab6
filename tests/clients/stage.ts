/** A stage on a local stack that clients write to: the bundled register function hears of every object at once. */

import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { AthenaClient, paginateGetQueryResults, StartQueryExecutionCommand } from "@aws-sdk/client-athena";
import { clientConfig, connectQueue, type EmulatorOptions } from "../../emulator/index.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { datasets } from "./datasets.ts";
import { environmentFolder, type Program, programOf, runProgram } from "./process.ts";
import { type Python, startPython } from "./python.ts";

export interface ClientStage {
  readonly platform: Platform;
  readonly bucket: string;
  /** A folder for files, which is also the clients' home. */
  readonly home: string;
  /** What a client's process has in its environment: the stack's address, credentials and Region; programs; its home. */
  envOf(environment?: string): Readonly<Record<string, string>>;
  /** Runs a program of the environment "main" in the home, and answers what it wrote to standard output. */
  run(command: string, args: readonly string[], options?: Pick<Program, "input" | "limit">): Promise<string>;
  /** A script beside stage.ts that keeps running, with `more` in its environment; it ends with the stage. */
  python(script: string, environment?: string, more?: Readonly<Record<string, string>>): Python;
  /** A day that no test of this stage has had. */
  newDay(): string;
  /**
   * What an action leaves in Glue once every event is dealt with: partitions that were not there before, each as
   * `partition()` writes it, sorted. Rejects if a message is parked or fails.
   */
  registeredBy(action: () => Promise<unknown>): Promise<string[]>;
  /** The rows of a SELECT by the local Athena, every cell as its text. */
  query(sql: string): Promise<(string | null)[][]>;
  /** Every key below a prefix. */
  keys(prefix?: string): string[];
  /** The bytes of an object. */
  read(key: string): Buffer;
  /** How often an operation of S3 was asked for. */
  requests(operation: string): number;
  close(): Promise<void>;
}

/** `orders ["2026-11-20","EU"] day=2026-11-20/region=EU/`: values, and the Location below the dataset's prefix. */
export const partition = (dataset: string, values: readonly string[], folder: string) =>
  `${dataset} ${JSON.stringify(values)} ${folder}`;

/** The partition of an order whose Location spells day and region as they are. */
export const orders = (day: string, region: string) =>
  partition("orders", [day, region], `day=${day}/region=${region}/`);

/** The key of an order's object, without the bucket. */
export const orderKey = (day: string, region: string, file: string) =>
  `clients/orders/day=${day}/region=${region}/${file}`;

export interface ClientStageOptions extends EmulatorOptions {
  /** Default: those of datasets.ts. They differ from these only in what becomes of empty partitions. */
  readonly datasets?: readonly DeclaredDataset[];
}

export async function openStage(options: ClientStageOptions = {}): Promise<ClientStage> {
  const platform = await startPlatform({
    datasets,
    ...options,
    bundleFile: process.env.REGISTER_BUNDLE!,
    // As deployed a batch waits for more messages; here it does not.
    windowMs: 1000,
  });
  await platform.events.close();
  const { emulator: stack, bucket, stage } = platform;
  const home = mkdtempSync(join(tmpdir(), "clients-"));
  const troubles: string[] = [];
  let fail: (trouble: Error) => void = () => {};
  const trouble = (what: string) => {
    troubles.push(what);
    fail(new Error(what));
  };
  const events = connectQueue({
    queue: stack.sqs.byUrl(platform.registerQueueUrl),
    async invoke(event) {
      const answer = (await platform.register.invoke(event)) as { batchItemFailures: unknown[] };
      // It would come again in some minutes.
      if (answer.batchItemFailures.length > 0) trouble(`messages failed: ${JSON.stringify(answer)}`);
      return answer;
    },
    clock: stack.clock,
    onError: (error) => trouble(String(error)),
  });
  const parkingQueue = stack.sqs.byUrl(platform.parkingQueueUrl);
  const athena = new AthenaClient(clientConfig(stack));
  const pythons: Python[] = [];
  let days = 0;

  /** Until all events are dealt with; rejects if a batch failed. */
  async function settled(): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    if (troubles.length > 0) throw new Error(troubles.join("\n"));
    await Promise.race([events.quiet(), failed]);
    const parked = parkingQueue.messages();
    if (parked.length === 0) return;
    parkingQueue.purge();
    const told = parked.map(({ attributes, body }) => `${attributes.reason?.StringValue}: ${body}`);
    throw new Error(`parked:\n${told.join("\n")}`);
  }

  const inGlue = () =>
    datasets.flatMap(({ name, database, table, prefix }) => {
      const { partitions } = stack.glue.store.databases
        .get(databaseName(database, stage))!
        .tables.get(table)!;
      const root = `s3://${bucket}/${prefix}`;
      return [...partitions.values()].map(({ record }) =>
        partition(name, record.Values!, record.StorageDescriptor!.Location!.replace(root, "")),
      );
    });

  const envOf = (environment = "main") => ({
    ...stack.env,
    HOME: home,
    TMPDIR: home,
    PATH: [join(environmentFolder(environment), "bin"), process.env.PATH].join(delimiter),
    // Where scripts find client.py; they leave nothing in this folder.
    PYTHONPATH: import.meta.dirname,
    PYTHONDONTWRITEBYTECODE: "1",
  });

  return {
    platform,
    bucket,
    home,
    envOf,
    run: (command, args, options = {}) =>
      runProgram({ command: programOf("main", command), args, env: envOf(), cwd: home, ...options }),
    python(script, environment, more = {}) {
      const python = startPython(script, { ...envOf(environment), ...more }, environment);
      pythons.push(python);
      return python;
    },
    newDay() {
      days += 1;
      return new Date(Date.UTC(2026, 0, days)).toISOString().slice(0, 10);
    },
    async registeredBy(action) {
      await settled();
      const before = new Set(inGlue());
      await action();
      await settled();
      return inGlue()
        .filter((one) => !before.has(one))
        .sort();
    },
    async query(sql) {
      const QueryExecutionContext = { Database: databaseName("clients", stage) };
      const asked = new StartQueryExecutionCommand({ QueryString: sql, QueryExecutionContext });
      const QueryExecutionId = (await athena.send(asked)).QueryExecutionId!;
      await stack.athena.ended(QueryExecutionId);
      const rows: (string | null)[][] = [];
      for await (const { ResultSet } of paginateGetQueryResults({ client: athena }, { QueryExecutionId })) {
        for (const { Data = [] } of ResultSet?.Rows ?? [])
          rows.push(Data.map(({ VarCharValue }) => VarCharValue ?? null));
      }
      // The first row is the header.
      return rows.slice(1);
    },
    keys: (prefix) => stack.s3.store.list(bucket, prefix).map(({ key }) => key),
    read: (key) => stack.s3.store.read(bucket, key),
    requests: (operation) =>
      stack.requests.filter((request) => request.service === "S3" && request.operation === operation).length,
    async close() {
      await Promise.all(pythons.map((python) => python.close()));
      await events.close();
      athena.destroy();
      await platform.close();
      await rm(home, { recursive: true });
    },
  };
}
