import type { Dataset, PartitionKey } from "../../shared/datasets/dataset.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";

const year: PartitionKey = { name: "year", kind: "year", from: "2020-02-10", until: "2031-11-20" };
const month: PartitionKey = { name: "month", kind: "month" };
const dayOfMonth: PartitionKey = { name: "day", kind: "day-of-month" };
const hour: PartitionKey = { name: "hour", kind: "hour" };
const day: PartitionKey = { name: "day", kind: "day", from: "2020-02-10", until: "2031-11-20" };
const symbol: PartitionKey = { name: "symbol", kind: "text" };

const LAYOUTS: Readonly<Record<string, Pick<Dataset, "keys" | "layout">>> = {
  parts: { keys: [year, month, dayOfMonth] },
  unpadded: {
    keys: [year, { ...month, format: "M" }, { ...dayOfMonth, format: "d" }, { ...hour, format: "H" }],
  },
  integer: { keys: [{ ...day, format: "yyyyMMdd" }, symbol] },
  hourly: { keys: [day, hour] },
  paths: { keys: [year, month, dayOfMonth, hour], layout: "{year}/{month}/{day}/{hour}/" },
  hours: { keys: [{ ...day, format: "yyyy-MM-dd-HH" }, symbol] },
  hour_numbers: { keys: [{ ...day, format: "yyyyMMddHH", type: "int" }] },
  hour_folders: { keys: [{ ...day, format: "yyyy/MM/dd/HH" }], layout: "v1/{day}/" },
  hours_split: { keys: [day, hour], layout: "dt={day:yyyyMMdd}{hour}/" },
  one_day: { keys: [day], layout: "{day:yyyy/MM/dd}/" },
  day_folder: { keys: [day, symbol], layout: "{symbol}/{day}/" },
  mixed: {
    keys: [symbol, { ...day, format: "yyyy/MM/dd" }],
    layout: "v1/{symbol}_{day:yyyyMM}/d={day:d}/data/",
  },
  dated: { keys: [{ ...day, type: "date" }, symbol] },
  numbered: { keys: [{ ...day, format: "yyyyMMdd", type: "int" }] },
  whole: {
    keys: [
      { ...year, type: "int" },
      { ...month, format: "M", type: "bigint" },
      { ...dayOfMonth, format: "d", type: "int" },
    ],
    layout: "{year}/{month:MM}/{day:dd}/",
  },
  both: { keys: [year, { ...month, format: "M" }, { name: "dt", kind: "day" }] },
};

/** Datasets whose partitions lie in every way that a layout can say. Their names are the keys of LAYOUTS. */
export const layouts: readonly Dataset[] = defineDatasets(
  Object.entries(LAYOUTS).map(
    ([name, laid]): Dataset => ({
      name,
      database: "raw",
      table: name,
      prefix: `raw/${name}/`,
      columns: [{ name: "x", type: "int" }],
      strategy: "register",
      ...laid,
    }),
  ),
);

export const layoutNamed = (name: string): Dataset => layouts.find((one) => one.name === name)!;
