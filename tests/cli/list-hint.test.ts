import { expect, test } from "@jest/globals";
import { hintOfFailure, hintOfNothing } from "../../cli/query/list-hint.ts";
import { AthenaQueryError } from "../../shared/athena/port.ts";
import { CatalogError, RegistrarError } from "../../shared/runtime/errors.ts";
import { datasets } from "../fixtures/datasets.ts";

const LIST = "the list is shared/datasets.ts; REGISTRAR_DATASETS names none";

const missing = (table: string, database = "stock_trades_raw_dev") =>
  new AthenaQueryError("QUERY_FAILED", "query failed", {
    failure: {
      reason: `TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.${database}.${table}' does not exist`,
    },
  } as never);

test("a stage without a workgroup for queries may go by another list", () => {
  const refused = new RegistrarError("QUERY_REFUSED", "StartQueryExecution: WorkGroup is not found.");
  expect(hintOfFailure(refused, "qa", datasets)).toBe(
    `nothing of stage qa is there for queries: deploy it, or export what ./registrar local printed; ${LIST}`,
  );
});

test.each([
  ["orders", new RegExp(`^${LIST}, and has no orders, but stock_trades_raw_dev\\.trades, `)],
  ["trade", new RegExp(`^did you mean trades\\? ${LIST}$`)],
  ["trades", new RegExp(`^${LIST}, and has trades: deploy the stage, or start the local stack again$`)],
])("of a table %s that is not there, it is told whether the list has it", (table, words) => {
  expect(hintOfFailure(missing(table), "dev", datasets)).toMatch(words);
});

test("of a table that the list has in another database, that one is told", () => {
  expect(hintOfFailure(missing("trades", "default"), "dev", datasets)).toBe(
    `did you mean stock_trades_raw_dev.trades? ${LIST}`,
  );
});

test("of a database that is not there, those of the list are told", () => {
  const failure = { reason: "SCHEMA_NOT_FOUND: line 1:15: Schema 'lake_dev' does not exist" };
  const failed = new AthenaQueryError("QUERY_FAILED", "query failed", { failure } as never);
  expect(hintOfFailure(failed, "dev", datasets)).toBe(
    `${LIST}, and has the databases stock_trades_raw_dev, stock_trades_curated_dev, stock_trades_quality_dev`,
  );
});

test("of another failure the list is no cause", () => {
  expect(
    hintOfFailure(new RegistrarError("QUERY_FAILED", "DIVISION_BY_ZERO"), "dev", datasets),
  ).toBeUndefined();
});

const at = (location: string) => ({ table: async () => ({ location }) as never });
const asked = (sql: string, catalog: Parameters<typeof hintOfNothing>[3]) =>
  hintOfNothing(sql, "dev", datasets, catalog, new AbortController().signal);

test("a table without rows that lies elsewhere than the list says is named, with both places", async () => {
  expect(await asked("SELECT * FROM Trades", at("s3://lake/old/"))).toBe(
    "trades: the table lies at s3://lake/old/, and shared/datasets.ts says s3://lake/stock-trades-platform/raw/trades/: " +
      "deploy the stage, or start the local stack again",
  );
});

test("nothing is said of a table where the list says, of one that is in no list, or where Glue refuses", async () => {
  const refusing = {
    table: async () => {
      throw new CatalogError("ACCESS_DENIED", "GetTable");
    },
  };
  const home = at("s3://lake/stock-trades-platform/raw/trades/");
  const hints = [
    asked("FROM trades", home),
    asked("FROM orders", at("s3://x/")),
    asked("FROM trades", refusing),
  ];
  expect(await Promise.all(hints)).toEqual([undefined, undefined, undefined]);
});
