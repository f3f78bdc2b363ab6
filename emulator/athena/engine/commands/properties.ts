/** TBLPROPERTIES and their like: `('name'='value', …)` */

import type { TableEntry } from "../../../glue/store.ts";
import type { QueryOutput } from "../../query-engine.ts";
import { asHive, type Context, done } from "./command.ts";
import type { Words } from "./words.ts";

export const properties = (words: Words): Record<string, string> =>
  Object.fromEntries(
    words.list((): [string, string] => {
      const name = words.value();
      words.expect("=");
      return [name, words.value()];
    }),
  );

/** Those that are not named stay as they are. */
export function setProperties(words: Words, { glue }: Context, { record }: TableEntry): QueryOutput {
  const set = properties(words);
  words.end();
  const { DatabaseName = "", Parameters, ...table } = record;
  asHive(() => glue.updateTable(DatabaseName, { ...table, Parameters: { ...Parameters, ...set } }));
  return done();
}
