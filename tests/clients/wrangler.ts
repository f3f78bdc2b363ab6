/** AWS SDK for pandas on a stage, with a table of orders to write and to read. */

import { AthenaClient, CreateWorkGroupCommand } from "@aws-sdk/client-athena";
import { clientConfig } from "../../emulator/index.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { openStage } from "./stage.ts";

/** A database of its own, beside the product's. */
export const OWN = "wrangled";
/** Which keeps results in S3: with results that Athena manages the library finds nothing of what CTAS and UNLOAD write. */
const WORK_GROUP = "wrangling";

export interface WrangledOrder {
  readonly id: number;
  readonly amount: number;
  readonly note: string;
  readonly day: string;
  readonly region: string;
}

export const sold = (day: string, region: string, ...ids: number[]): WrangledOrder[] =>
  ids.map((id) => ({ id, amount: id + 0.5, note: `no. ${id}`, day, region }));

export const ofDays = (...days: string[]) =>
  `SELECT id, amount, note, day, region FROM orders WHERE day IN (${days.map((day) => `'${day}'`)}) ORDER BY id`;

export async function openWrangler() {
  const stage = await openStage();
  const python = stage.python("awswrangler_client.py");
  const database = databaseName("clients", stage.platform.stage);
  const at = (path: string) => `s3://${stage.bucket}/${path}`;
  /** What a query is asked with. */
  const asking = { database, s3_output: at("results/"), workgroup: WORK_GROUP };

  /** A function of the library, with its own parameters; `rows` are its DataFrame. */
  const call = <Told = unknown>(name: string, asked: Readonly<Record<string, unknown>> = {}) =>
    python.ask<Told>("call", { function: name, ...asked });

  await new AthenaClient(clientConfig(stage.platform.emulator)).send(
    new CreateWorkGroupCommand({ Name: WORK_GROUP, Configuration: { EnforceWorkGroupConfiguration: false } }),
  );
  await call("catalog.create_database", { name: OWN });

  return {
    stage,
    python,
    at,
    asking,
    call,
    /** Database and table of the orders, as most functions take them. */
    inOrders: { database, table: "orders" },
    /** Writes orders as a dataset. */
    write: (rows: readonly WrangledOrder[], asked: Readonly<Record<string, unknown>> = {}) =>
      call("s3.to_parquet", {
        rows,
        path: at("clients/orders/"),
        dataset: true,
        partition_cols: ["day", "region"],
        ...asked,
      }),
    /** Answers the rows of a statement without CTAS. */
    select: (sql: string, asked: Readonly<Record<string, unknown>> = {}) =>
      call<unknown[]>("athena.read_sql_query", { sql, ...asking, ctas_approach: false, ...asked }),
    /** The partitions that Glue holds of a table: their values, and where they are. */
    held(database: string, table: string): Record<string, string | undefined> {
      const { partitions } = stage.platform.emulator.glue.store.table(database, table);
      const entries = [...partitions.values()].map(({ record }) => [
        record.Values.join("/"),
        record.StorageDescriptor?.Location,
      ]);
      return Object.fromEntries(entries.sort());
    },
    close: () => stage.close(),
  };
}

export type Wrangler = Awaited<ReturnType<typeof openWrangler>>;
