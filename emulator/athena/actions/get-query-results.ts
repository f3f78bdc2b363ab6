import {
  GetQueryResults$,
  type GetQueryResultsInput,
  type GetQueryResultsOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { invalidRequest, malformedToken } from "../errors.ts";
import type { Execution } from "../execution.ts";
import type { QueryOutput } from "../query-engine.ts";
import { columnInfoOf, rowCountOf, rowsOf } from "../result-set.ts";
import type { Statement } from "../statement.ts";

/** Rows of a page at most, the row of column names among them. */
const PAGE = 1000;

/**
 * As Athena was seen to do it: the checks come in this order, and a page that is full carries a token even when it
 * is the last, so that one empty page follows.
 */
export const getQueryResults = athenaAction<GetQueryResultsInput, GetQueryResultsOutput>(
  GetQueryResults$,
  ({ executions, pageSize }, { QueryExecutionId, MaxResults = PAGE, NextToken }) => {
    const execution = executions.find(QueryExecutionId);
    if (MaxResults > PAGE) throw invalidRequest(`MaxResults is more than maximum allowed length ${PAGE}`);
    const output = outputOf(execution);
    const { statement } = execution;
    const from = NextToken === undefined ? 0 : offsetOf(NextToken, rowCountOf(output, statement));
    const size = Math.min(MaxResults, pageSize);
    const rows = rowsOf(output, statement, from, from + size);
    const full = rows.length === size;
    return {
      UpdateCount: output.updateCount ?? (hasNoUpdateCount(statement) ? undefined : 0),
      ResultSet: { Rows: rows, ResultSetMetadata: { ColumnInfo: output.columns.map(columnInfoOf) } },
      NextToken: full ? tokenOf(from + size) : undefined,
    };
  },
);

const hasNoUpdateCount = ({ type, subtype }: Statement) => type === "DDL" || subtype === "EXPLAIN";

function outputOf({ state, output }: Execution): QueryOutput {
  if (output !== undefined) return output;
  if (state === "FAILED") {
    throw invalidRequest(`Query did not finish successfully. Final query state: ${state}`);
  }
  if (state === "CANCELLED") throw invalidRequest("Could not find results");
  throw invalidRequest(`Query has not yet finished. Current state: ${state}`);
}

const tokenOf = (offset: number) => Buffer.from(`row ${offset}`).toString("base64url");

function offsetOf(token: string, rows: number): number {
  const offset = Number(/^row (\d+)$/.exec(Buffer.from(token, "base64url").toString())?.[1]);
  if (!(offset <= rows)) throw malformedToken(token);
  return offset;
}
