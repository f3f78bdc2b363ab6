import type { GuardMode } from "./guard-mode.ts";
import type { OnEmpty, RemovalOptions } from "./on-empty.ts";

/**
 * How a day is written in values of its key, with its hour or without; in the order of time, so that Glue can compare
 * them as text.
 */
export const DAY_FORMATS = [
  "yyyy-MM-dd",
  "yyyyMMdd",
  "yyyy_MM_dd",
  "yyyy.MM.dd",
  "yyyy/MM/dd",
  "yyyy-MM-dd-HH",
  "yyyyMMddHH",
  "yyyy/MM/dd/HH",
] as const;

/** What a part of a date may be in Glue and Athena. */
export const PART_TYPES = ["string", "int", "bigint"] as const;
/** What a day may be: `date` as yyyy-MM-dd, a number as yyyyMMdd or yyyyMMddHH. */
export const DAY_TYPES = ["string", "date", "int", "bigint"] as const;

/**
 * A partition key: a real calendar day, a part of one, or any text (which a pattern may narrow). Its `type` is that of
 * the column in Glue, `string` by default; values are texts there all the same. Keys of parts are of one and the same
 * day: year, month and day-of-month together name the session.
 */
export type PartitionKey =
  | {
      readonly name: string;
      readonly kind: "day";
      /** Default: yyyy-MM-dd. One with HH makes a partition of each hour; the day is what stands before it. */
      readonly format?: (typeof DAY_FORMATS)[number];
      readonly type?: (typeof DAY_TYPES)[number];
      /** First and last day accepted, YYYY-MM-DD, both inclusive. */
      readonly from?: string;
      readonly until?: string;
    }
  | {
      readonly name: string;
      /** Of four digits. */
      readonly kind: "year";
      readonly type?: (typeof PART_TYPES)[number];
      /** First and last day accepted, YYYY-MM-DD, both inclusive. */
      readonly from?: string;
      readonly until?: string;
    }
  | {
      readonly name: string;
      readonly kind: "month";
      /** Of two digits (default), or without a leading zero. */
      readonly format?: "MM" | "M";
      readonly type?: (typeof PART_TYPES)[number];
    }
  | {
      readonly name: string;
      readonly kind: "day-of-month";
      readonly format?: "dd" | "d";
      readonly type?: (typeof PART_TYPES)[number];
    }
  | {
      readonly name: string;
      /** 00 to 23. */
      readonly kind: "hour";
      readonly format?: "HH" | "H";
      readonly type?: (typeof PART_TYPES)[number];
    }
  | {
      readonly name: string;
      readonly kind: "text";
      /** A regular expression that the whole value must match. */
      readonly pattern?: string;
      /** All values there can be. Athena can list them in a projected table; without, a query must name one. */
      readonly values?: readonly string[];
    };

/** A column of the Parquet files. Partition keys are not columns. */
export interface Column {
  readonly name: string;
  /** A Hive type: string, bigint, double, timestamp, decimal(18,4), array<…>, struct<…> … */
  readonly type: string;
}

/** How Athena comes to know a dataset's partitions. */
export const STRATEGIES = {
  register: "each partition is registered in Glue when an object of it arrives",
  crawl: "a Glue crawler of the dataset's own runs after writes, once per burst",
  project: "Athena computes the partitions from the table's properties; nothing is registered",
} as const;

export type Strategy = keyof typeof STRATEGIES;

/** How a crawl dataset's crawler runs. All times in seconds. */
export interface CrawlOptions {
  /** How long a burst may last and still cost one crawl, 1 to 600; default 60. */
  readonly debounceSeconds?: number;
  /** Between the starts of two crawls, 0 to 86,400; default 600, below which AWS bills ten minutes all the same. */
  readonly minimumInterval?: number;
  /** When the crawler runs besides, as Glue writes it: `cron(15 22 ? * MON-FRI *)`, in UTC. */
  readonly schedule?: string;
  /** Look only into folders that are new since the last crawl. Cheaper, blind to new columns, S3 targets only. */
  readonly newFoldersOnly?: boolean;
}

export const CRAWL_DEFAULTS = { debounceSeconds: 60, minimumInterval: 600 } as const;

export interface Dataset {
  readonly name: string;
  /** Glue database in prod; other stages append `_<stage>`. */
  readonly database: string;
  readonly table: string;
  /** Where its objects lie below the bucket: ends with "/", starts without one. */
  readonly prefix: string;
  /** In the order of the table's PartitionKeys. */
  readonly keys: readonly PartitionKey[];
  /**
   * The folders of a partition below the prefix, where they are not `name=value`: `{year}/{month}/{day}/`. `{name}` is the
   * value of that key, `{day:yyyy/MM/dd}` a day's in another format; all else stands for itself.
   */
  readonly layout?: string;
  /** May be empty where a crawler finds them out. */
  readonly columns: readonly Column[];
  readonly strategy: Strategy;
  /** Only with strategy "crawl". */
  readonly crawl?: CrawlOptions;
  /** Are the files of new partitions looked into? Only with strategy "register"; default: off. */
  readonly guard?: GuardMode;
  /** What becomes of partitions whose data are gone; default "keep". "remove" only with strategy "register". */
  readonly onEmpty?: OnEmpty;
  /** Only with onEmpty "remove". */
  readonly removal?: RemovalOptions;
  /** What its data promise, a Quality of shared/quality/quality.ts; without it nothing is validated. */
  readonly quality?: unknown;
}

/**
 * What a dataset's crawler is pointed at. A crawler that is given an S3 path names the table after its folder; where
 * that is not the table's name, the stack defines the table and the crawler is given the table.
 * https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html
 */
export function crawlTarget({ prefix, table }: Dataset): "s3" | "catalog" {
  return tableNameOfFolder(prefix) === table ? "s3" : "catalog";
}

/** The name that a crawler gives to the table of a folder: its last segment, in lower case, odd characters as "_". */
export function tableNameOfFolder(prefix: string): string {
  const folder = prefix.replace(/\/+$/, "").split("/").at(-1)!;
  return folder.toLowerCase().replace(/[^a-z0-9_]/g, "_");
}
