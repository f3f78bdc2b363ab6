import type { Dataset } from "../shared/datasets/dataset.ts";

/**
 * Does its table get a partition index, by all of its keys? One key needs none: Glue has no less to look through for it.
 * Of a projected table Glue holds no partitions.
 */
export const isIndexed = ({ keys, strategy }: Dataset): boolean => keys.length > 1 && strategy !== "project";

/**
 * What Athena wants to see on a table before it lets Glue filter partitions by an index.
 * https://docs.aws.amazon.com/athena/latest/ug/glue-best-practices-partition-index.html
 */
export const FILTERING = { "partition_filtering.enabled": "true" } as const;
