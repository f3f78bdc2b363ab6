import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { laidOut, strategies } from "../deploy/strategies.ts";
import { datasets } from "../fixtures/datasets.ts";

/** Those that are shipped, and others of every strategy, with text that Terraform would take for its own. */
export const all: readonly DeclaredDataset[] = [
  ...datasets,
  ...[...strategies, ...laidOut].map((dataset) => ({
    ...dataset,
    name: `more_${dataset.name}`,
    database: `more_${dataset.database}`,
    prefix: `more/${dataset.prefix}`,
    keys: dataset.keys.map((key) =>
      "values" in key ? { ...key, values: [`\${x}`, "%{if y}", `$\${z}`, "a$b"] } : key,
    ),
  })),
];
