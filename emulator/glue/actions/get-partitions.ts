import { GetPartitions$, type GetPartitionsRequest, type GetPartitionsResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { fixedValues, parseExpression } from "../expression.ts";
import { pageOf, pageSizeOf } from "../paging.ts";
import { lookedAt } from "../partition-indexes.ts";
import type { PartitionRecord } from "../records.ts";
import { inSegment } from "../segment.ts";

/**
 * A page is a number of partitions looked at. What the segment and the expression leave of it may be few or none
 * while NextToken goes on: AWS promises no full pages, so a client that stops at an empty one is wrong there too.
 */
export const getPartitions = glueAction<GetPartitionsRequest, GetPartitionsResponse>(
  GetPartitions$,
  (glue, { DatabaseName, TableName, Expression, Segment, MaxResults, NextToken, ExcludeColumnSchema }) => {
    const table = glue.store.table(DatabaseName, TableName);
    const keys = table.record.PartitionKeys ?? [];
    const wanted = parseExpression(Expression ?? "", keys);
    const partitions = lookedAt(table, fixedValues(Expression ?? "", keys));
    const mine = inSegment(Segment);
    const page = pageOf(partitions, pageSizeOf(glue, MaxResults), NextToken);
    const records = page.entries
      .map((entry) => entry.record)
      .filter(({ Values }) => mine(Values) && wanted(Values));
    return {
      Partitions: ExcludeColumnSchema ? records.map(withoutColumns) : records,
      NextToken: page.NextToken,
    };
  },
);

function withoutColumns(partition: PartitionRecord): PartitionRecord {
  const { StorageDescriptor, ...rest } = partition;
  if (StorageDescriptor === undefined) return partition;
  const { Columns: _, ...descriptor } = StorageDescriptor;
  return { ...rest, StorageDescriptor: descriptor };
}
