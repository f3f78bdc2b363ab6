/**
 * Limits of the Glue Data Catalog, as the API reference states them: AWS Glue Web API Reference, the pages of the
 * operations and of PartitionInput, TableInput, DatabaseInput, StorageDescriptor, Column, Order, SerDeInfo, Segment,
 * ColumnStatistics, PartitionIndex, CrawlerTargets, S3Target, CatalogTarget, SchemaChangePolicy, RecrawlPolicy, CrawlsFilter.
 */

import type { Limits } from "../wire/limits.ts";

/** Glue's "single-line string": no line breaks, no control characters but the tab. */
const SINGLE_LINE = /^[\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}\t]*$/u;
const NAME = { length: [1, 255], pattern: SINGLE_LINE } as const;
const PARTITION_VALUE = { length: [1, 1024] } as const;
const NOT_OFFERED = { offered: false } as const;

export const glueLimits: Limits = {
  "*.Name": NAME,
  "*.CatalogId": NAME,
  "*.DatabaseName": NAME,
  "*.TableName": NAME,

  "BatchCreatePartitionRequest.PartitionInputList": { length: [0, 100] },
  "BatchUpdatePartitionRequest.Entries": { length: [1, 100] },
  "BatchDeletePartitionRequest.PartitionsToDelete": { length: [0, 25] },
  "BatchGetPartitionRequest.PartitionsToGet": { length: [0, 1000] },
  "*.Values.member": PARTITION_VALUE,
  "*.PartitionValues.member": PARTITION_VALUE,
  "*.PartitionValueList": { length: [0, 100] },
  "*.PartitionValueList.member": PARTITION_VALUE,

  "GetPartitionsRequest.MaxResults": { value: [1, 1000] },
  "GetPartitionsRequest.Expression": { length: [0, 2048] },
  "Segment.SegmentNumber": { value: [0, Number.MAX_SAFE_INTEGER] },
  "Segment.TotalSegments": { value: [1, 10] },
  "GetTablesRequest.MaxResults": { value: [1, 100] },
  "GetTablesRequest.Expression": { length: [0, 2048], pattern: SINGLE_LINE },
  "GetTableVersionsRequest.MaxResults": { value: [1, 100] },
  "GetDatabasesRequest.MaxResults": { value: [1, 100] },
  "SearchTablesRequest.MaxResults": { value: [1, 1000] },
  "SearchTablesRequest.SearchText": { length: [1, 1024] },

  "*.IndexName": NAME,
  "PartitionIndex.Keys": { length: [1, Number.MAX_SAFE_INTEGER] },
  "PartitionIndex.Keys.member": NAME,

  "*.ColumnNames": { length: [0, 100] },
  "*.ColumnNames.member": NAME,
  "*.ColumnStatisticsList": { length: [0, 25] },
  "*.ColumnName": NAME,
  "ColumnStatistics.ColumnType": { length: [0, 20_000] },
  "ColumnStatisticsData.Type": {
    oneOf: ["BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "LONG", "STRING", "BINARY"],
  },

  "StorageDescriptor.Location": { length: [0, 2056] },
  "StorageDescriptor.InputFormat": { length: [0, 128], pattern: SINGLE_LINE },
  "StorageDescriptor.OutputFormat": { length: [0, 128], pattern: SINGLE_LINE },
  "StorageDescriptor.BucketColumns.member": NAME,
  "Column.Type": { length: [0, 131_072], pattern: SINGLE_LINE },
  "Column.Comment": { length: [0, 255], pattern: SINGLE_LINE },
  "SerDeInfo.SerializationLibrary": NAME,
  "Order.Column": NAME,
  "Order.SortOrder": { value: [0, 1] },
  "*.Parameters.key": { length: [1, 255], pattern: SINGLE_LINE },
  "*.Parameters.value": { length: [0, 512_000] },

  "*.Description": { length: [0, 2048] },
  "DatabaseInput.LocationUri": { length: [1, 1024] },
  "TableInput.Owner": NAME,
  "TableInput.Retention": { value: [0, 2_147_483_647] },
  "TableInput.TableType": { length: [0, 255] },
  "TableInput.ViewOriginalText": { length: [0, 409_600] },
  "TableInput.ViewExpandedText": { length: [0, 409_600] },
  "UpdateTableRequest.VersionId": NAME,

  "*.CrawlerName": NAME,
  "*.TablePrefix": { length: [0, 128] },
  "S3Target.SampleSize": { value: [1, 249] },
  "CatalogTarget.Tables": { length: [1, Number.MAX_SAFE_INTEGER] },
  "CatalogTarget.Tables.member": NAME,
  "SchemaChangePolicy.UpdateBehavior": { oneOf: ["LOG", "UPDATE_IN_DATABASE"] },
  "SchemaChangePolicy.DeleteBehavior": { oneOf: ["LOG", "DELETE_FROM_DATABASE", "DEPRECATE_IN_DATABASE"] },
  "RecrawlPolicy.RecrawlBehavior": {
    oneOf: ["CRAWL_EVERYTHING", "CRAWL_NEW_FOLDERS_ONLY", "CRAWL_EVENT_MODE"],
  },
  "CreateCrawlerRequest.Tags.key": { length: [1, 128] },
  "CreateCrawlerRequest.Tags.value": { length: [0, 256] },
  "ListCrawlsRequest.MaxResults": { value: [1, 1000] },
  "CrawlsFilter.FieldName": { oneOf: ["CRAWL_ID", "STATE", "START_TIME", "END_TIME", "DPU_HOUR"] },
  "CrawlsFilter.FilterOperator": { oneOf: ["GT", "GE", "LT", "LE", "EQ", "NE"] },

  "*.Classifiers": NOT_OFFERED,
  "*.LineageConfiguration": NOT_OFFERED,
  "*.LakeFormationConfiguration": NOT_OFFERED,
  "*.CrawlerSecurityConfiguration": NOT_OFFERED,
  "CrawlerTargets.JdbcTargets": NOT_OFFERED,
  "CrawlerTargets.MongoDBTargets": NOT_OFFERED,
  "CrawlerTargets.DynamoDBTargets": NOT_OFFERED,
  "CrawlerTargets.DeltaTargets": NOT_OFFERED,
  "CrawlerTargets.IcebergTargets": NOT_OFFERED,
  "CrawlerTargets.HudiTargets": NOT_OFFERED,
  "*.ConnectionName": NOT_OFFERED,
  "*.EventQueueArn": NOT_OFFERED,
  "*.DlqEventQueueArn": NOT_OFFERED,

  "*.TransactionId": NOT_OFFERED,
  "*.QueryAsOfTime": NOT_OFFERED,
  "*.AttributesToGet": NOT_OFFERED,
  "SearchTablesRequest.Filters": NOT_OFFERED,
  "SearchTablesRequest.SortCriteria": NOT_OFFERED,
  "SearchTablesRequest.ResourceShareType": NOT_OFFERED,
  "CreateTableRequest.PartitionIndexes": NOT_OFFERED,
  "CreateTableRequest.OpenTableFormatInput": NOT_OFFERED,
  "UpdateTableRequest.UpdateOpenTableFormatInput": NOT_OFFERED,
  "UpdateTableRequest.ViewUpdateAction": NOT_OFFERED,
};
