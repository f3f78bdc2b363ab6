import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";

/** What clients write here. Nobody changes it with shared/datasets.ts. */
export const datasets = defineDatasets<readonly DeclaredDataset[]>([
  {
    name: "orders",
    database: "clients",
    table: "orders",
    prefix: "clients/orders/",
    keys: [
      { name: "day", kind: "day" },
      { name: "region", kind: "text" },
    ],
    strategy: "register",
    columns: [
      { name: "id", type: "bigint" },
      { name: "amount", type: "double" },
      { name: "note", type: "string" },
    ],
  },
  {
    name: "visits",
    database: "clients",
    table: "visits",
    prefix: "clients/visits/",
    keys: [{ name: "day", kind: "day" }],
    strategy: "register",
    columns: [
      { name: "id", type: "bigint" },
      { name: "page", type: "string" },
    ],
  },
]);

/** The same, whose partitions go when their data are gone. */
export const removing = datasets.map((dataset): DeclaredDataset => ({ ...dataset, onEmpty: "remove" }));
