/** Who points at the same Location, while tables come and go. */
import { expect, test } from "@jest/globals";
import type { Table } from "../../shared/catalog/port.ts";
import { SharedLocations } from "../../shared/removal/shared-locations.ts";
import { CatalogError } from "../../shared/runtime/errors.ts";
import { datasets } from "../fixtures/datasets.ts";

const [trades, other] = datasets;
const FOLDER = "day=2026-11-20/symbol=A/";
const LOCATION = `s3://lake/${trades!.prefix}${FOLDER}`;
const callTimeout = () => new AbortController().signal;
const gone = (name: string) => new CatalogError("TABLE_NOT_FOUND", `Table ${name} not found.`);

/** Of two datasets whose partitions all point at one folder; `missing` tables are gone, `going` ones once they were found. */
function shared({ missing = "", going = "" }): SharedLocations {
  const catalog = {
    table: async (database: string, name: string): Promise<Table> => {
      if (name === missing) throw gone(name);
      return {
        database,
        name,
        createdAt: 0,
        keys: [],
        projected: false,
        location: "",
        descriptor: undefined,
      };
    },
  };
  const reader = {
    read: async (...[{ name }, , , onPage]: Parameters<SharedReader>) => {
      if (name === going) throw gone(name);
      onPage([{ values: ["2026-11-20", "A"], location: LOCATION }]);
    },
  };
  const where = { stage: "prod", bucket: "lake", datasets: [trades!, other!] };
  return new SharedLocations(where, { catalog, reader, clock: { now: () => 0 } });
}

type SharedReader = ConstructorParameters<typeof SharedLocations>[1]["reader"]["read"];

const among = (made: SharedLocations) => made.among([FOLDER], trades!, callTimeout);

test("a folder at which partitions of two datasets point is shared", async () => {
  expect(await among(shared({}))).toEqual(new Set([FOLDER]));
});

test.each([
  ["does not exist", { missing: other!.table }],
  ["goes while it is read", { going: other!.table }],
])("another dataset's table that %s points nowhere", async (_, tables) => {
  expect(await among(shared(tables))).toEqual(new Set());
});

test.each([
  ["does not exist", { missing: trades!.table }],
  ["goes while it is read", { going: trades!.table }],
])("the dataset's own table that %s is told as gone", async (_, tables) => {
  await expect(among(shared(tables))).rejects.toMatchObject({ code: "TABLE_NOT_FOUND" });
});
