import { sqlList } from "../../athena/sql.ts";
import { column } from "../rows/row-table.ts";
import { defineCheck } from "./check.ts";

/** NULL is null.required's. */
export const valueAccepted = defineCheck({
  id: "value.accepted",
  dimension: "quality",
  unit: "rows",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "values are among those that are accepted",
  problem: "values are not among those accepted",
  rows: ["generic"],
  rowFault({ accepted = {} }) {
    const columns = Object.keys(accepted);
    if (columns.length === 0) return undefined;
    const wrong = columns.map((name) => `NOT (${column(name)} IN ${sqlList(accepted[name]!)})`);
    return {
      columns,
      wrong: wrong.join(" OR "),
      says: `have a value of ${columns.join(" or ")} that is not accepted`,
    };
  },
});
