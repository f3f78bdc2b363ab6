import { expect, test } from "@jest/globals";
import { validationSql } from "../support/emitted-sql.ts";

// For whoever reviews a change: what it does to the queries is in the diff of the snapshot. Renew it with `-u` after
// reading. tests/local/validation-sql*.test.ts run them over planted defects.
test("every query of validation, for datasets declared in every way, is the one reviewed", () => {
  const texts = [...new Set(validationSql().map(([label, sql]) => `-- ${label}\n${sql};`))];
  expect(`\n${texts.join("\n\n")}\n`).toMatchSnapshot();
});
