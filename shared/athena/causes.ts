/** Why a query failed: what Athena says of it, what to do, whether it passes, and whether one part may be to blame. */

import type { ErrorCode } from "../runtime/errors.ts";
import type { AthenaFailure } from "./port.ts";

export interface Cause {
  readonly code: ErrorCode;
  readonly advice: string;
  /** May the same query succeed a moment later? */
  readonly passes: boolean;
  /** May the query succeed without some of the days, files or partitions that it reads? */
  readonly isOfAPart: boolean;
}

/** The cause of a failure by its words, which say more than its number; by its number; or as far as it is known. */
export function causeOf({ reason, type = -1 }: AthenaFailure): Cause {
  const words = reason.replace(PATHS, "s3://");
  const known =
    CAUSES.find((one) => one.words?.test(words)) ?? CAUSES.find((one) => one.types?.includes(type));
  const {
    code = "QUERY_FAILED",
    advice = UNKNOWN,
    passes = false,
    of = "a part if it is named",
  } = known ?? {};
  return { code, advice, passes, isOfAPart: of === "a part" || (of !== "all" && PATH.test(reason)) };
}

/** Keys are anybody's text, and mean nothing here but that an object is named. */
const PATHS = /\bs3[an]?:\/\/\S*/gi;
const PATH = /\bs3[an]?:\/\/[^/\s]+\/\S/i;

const UNKNOWN = "docs/operations.md says how to look at it.";

interface KnownCause {
  readonly code?: ErrorCode;
  readonly advice: string;
  /** Numbers of the "Athena error catalog" (Athena User Guide). */
  readonly types?: readonly number[];
  /** The engine's name of the error begins a reason; the words of S3, Glue and KMS follow it. */
  readonly words?: RegExp;
  readonly passes?: true;
  /** What the failure is of: all that is read, one part of it, or one part if the reason names an object. */
  readonly of?: "all" | "a part";
}

/** The first that fits decides. */
const CAUSES: readonly KnownCause[] = [
  {
    words: /^(DIVISION_BY_ZERO|INVALID_CAST_ARGUMENT|INVALID_FUNCTION_ARGUMENT|NUMERIC_VALUE_OUT_OF_RANGE)\b/,
    of: "a part",
    advice: "Some rows hold a value that the query cannot compute with.",
  },
  {
    words: /^HIVE_INVALID_PARTITION_VALUE\b/,
    of: "a part",
    advice: "A partition in Glue has a value that its key's type does not allow: delete that partition.",
  },
  {
    code: "ACCESS_DENIED",
    types: [234],
    words: /lake ?formation/i,
    of: "all",
    advice:
      "Lake Formation does not let the querying role read this: grant it SELECT on the table and its columns.",
  },
  {
    code: "ACCESS_DENIED",
    words: /(access ?denied|not authorized|permission).*writing output/i,
    of: "all",
    advice: "The querying role may not write the results: see docs/permissions.md for S3.",
  },
  {
    code: "ACCESS_DENIED",
    words: /\bkms\b|customer master key/i,
    advice:
      "The querying role may not use the KMS key of the objects: allow kms:Decrypt in the key's policy.",
  },
  {
    code: "ACCESS_DENIED",
    types: [1501],
    words:
      /(access ?denied|not authorized|permission denied|status code: 403).*\bs3\b|\bs3\b.*(access ?denied|status code: 403)/i,
    advice: "The querying role may not read the objects: see docs/permissions.md for S3.",
  },
  {
    code: "ACCESS_DENIED",
    types: [1500],
    words: /access ?denied|not authorized|insufficient permission/i,
    of: "all",
    advice:
      "The querying role lacks a permission, of Glue if nothing else is named: see docs/permissions.md.",
  },
  {
    types: [1402],
    words: /too many table versions/i,
    of: "all",
    advice: "The table has too many versions in Glue: delete old ones (aws glue batch-delete-table-version).",
  },
  {
    types: [1400, 1401, 1403, 1404, 1405, 1406],
    // Also as its names are written: ThrottlingException, TooManyRequestsException, SlowDown.
    words:
      /throttl|rate exceeded|slow ?down|too ?many ?requests|(request|bandwidth)limitexceeded|throughputexceeded|status code: (429|503)/i,
    passes: true,
    of: "all",
    advice: "Athena, Glue or S3 was asked too often: run it later, or with fewer queries at once.",
  },
  {
    types: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    words: /exhausted resources|^EXCEEDED_\w*MEMORY_LIMIT\b/i,
    of: "a part",
    advice: "It needs more memory than Athena gives: ask for fewer days at once.",
  },
  {
    types: [206, 210],
    words: /query timed ?out|query timeout|^EXCEEDED_TIME_LIMIT\b/i,
    of: "a part",
    advice: "It takes longer than Athena allows: ask for fewer days at once.",
  },
  {
    words: /HIVE_PARTITION_SCHEMA_MISMATCH/,
    of: "a part",
    advice:
      "A partition has other column types than the table: register it anew (delete it in Glue, then backfill).",
  },
  {
    words: /duplicate column/i,
    of: "all",
    advice:
      "The table in Glue has a column twice, perhaps once as a partition key: compare it with the list of datasets.",
  },
  {
    words: /HIVE_INVALID_METADATA/,
    advice:
      "What Glue holds of the table or of a partition cannot be used: compare it with the list of datasets.",
  },
  {
    types: [1302],
    words:
      /NoSuchKey|key does not exist|file (does not exist|not found)|HIVE_FILE_NOT_FOUND|_DROPPED_DURING_QUERY|precondition ?failed|preconditions you specified|status code: (404|412)|\betag\b|change reported/i,
    passes: true,
    of: "a part",
    advice:
      "An object or a partition was deleted or replaced while it was read: run it again once its writer is done.",
  },
  {
    words: /incompatible with type|unsupported \w* ?column type|HIVE_BAD_DATA: field /i,
    of: "a part",
    advice: "A file holds another type than the table declares: the reason names the file and the column.",
  },
  {
    words: /not valid parquet|malformed parquet|not a parquet file|expected magic|corrupt|HIVE_BAD_DATA/i,
    of: "a part",
    advice:
      "A file is damaged, incomplete or no Parquet at all: the reason names the file. Write it again, or remove it.",
  },
  {
    words: /HIVE_(CURSOR_ERROR|CANNOT_OPEN_SPLIT|FILESYSTEM_ERROR)/,
    passes: true,
    of: "a part",
    advice:
      "A file cannot be read: it was replaced while it was read, or it is damaged. Run it again; if it stays, write the file again.",
  },
  {
    types: [1110, 1301],
    words: /\b(TABLE|SCHEMA|CATALOG|DATABASE)_NOT_FOUND|entity not found/i,
    of: "all",
    advice:
      "Glue has no such table or database: check the stage, or deploy it. If Glue has it, Lake Formation may hide it from the querying role.",
  },
  {
    words: /COLUMN_NOT_FOUND|cannot be resolved/,
    of: "all",
    advice:
      "The table in Glue lacks a column that is declared: compare it with the list of datasets. If Glue has it, Lake Formation may hide it from the querying role.",
  },
  {
    types: [1109, 1306],
    words: /no such bucket|NoSuchBucket|bucket does not exist|output bucket/i,
    of: "all",
    advice: "A Location, or the place for results, names a bucket or path that is not there.",
  },
  {
    types: [401, 402],
    words: /failed to write query results/i,
    passes: true,
    of: "all",
    advice:
      "Athena could not write the results: run it again; if it stays, see the workgroup's place for them.",
  },
  {
    words: /GENERIC_INTERNAL_ERROR/,
    passes: true,
    of: "a part",
    advice:
      "Athena's engine failed, which may be for a file that it cannot read: run it again, with fewer days if it stays.",
  },
  {
    types: [
      ...[100, 200, 201, 202, 203, 204, 205, 207, 208],
      ...Array.from({ length: 22 }, (_, index) => 211 + index),
      ...[235, 236, 237, 238, 239, 240, 300, 301, 302, 303, 400],
      ...[1010, 1012, 1013, 1102, 1104, 1105, 1304, 1305, 1308, 9999],
    ],
    words: /internal (service |server )?error|InternalError|status code: 50[0-4]|HIVE_METASTORE_ERROR/i,
    passes: true,
    advice: "Athena, or what it asks, failed by itself: see the AWS Health Dashboard; run it again.",
  },
];
