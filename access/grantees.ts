import { datasets } from "../shared/datasets.ts";
import { defineGrantees, type Grantee } from "./grantee.ts";

/** An example, for two of the datasets that the project comes with: it goes when both go. */
const example: Grantee = {
  user: "userX",
  tables: ["bars_5m", "ml_features_5m"],
  maxSessionMinutes: 240,
  until: "2028-01-01",
};
const examples = datasets.some(({ name }) => example.tables.includes(name)) ? [example] : [];

/**
 * Who may be given credentials to read, by `registrar grant`. Each has a role of their own in every stage, which is
 * deployed with the rest; docs/access.md explains the fields. Yours go where the example is.
 */
export const grantees = defineGrantees([...examples], datasets);
