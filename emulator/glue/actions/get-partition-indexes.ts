import {
  GetPartitionIndexes$,
  type GetPartitionIndexesRequest,
  type GetPartitionIndexesResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { pageOf } from "../paging.ts";
import { describeIndex } from "../partition-indexes.ts";

export const getPartitionIndexes = glueAction<GetPartitionIndexesRequest, GetPartitionIndexesResponse>(
  GetPartitionIndexes$,
  ({ store, pageSize }, { DatabaseName, TableName, NextToken }) => {
    const table = store.table(DatabaseName, TableName);
    const page = pageOf(table.indexes.values(), pageSize, NextToken);
    return {
      PartitionIndexDescriptorList: page.entries.map((index) => describeIndex(table, index)),
      NextToken: page.NextToken,
    };
  },
);
