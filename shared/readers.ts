import { datasets } from "./datasets.ts";
import { defineReaders } from "./grants/reader.ts";

/**
 * Who may be given credentials to read, by `registrar grant`. Each has a role of their own in every stage, which is
 * deployed with the rest; docs/access.md explains the fields.
 */
export const readers = defineReaders(
  [{ user: "userX", tables: ["bars_5m", "ml_features_5m"], longest: 240, until: "2028-01-01" }],
  datasets,
);
