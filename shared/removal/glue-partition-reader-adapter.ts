import { GetPartitionsCommand, type GetPartitionsCommandInput, GlueClient } from "@aws-sdk/client-glue";
import { COLUMNS_HASH } from "../catalog/columns-hash.ts";
import { expressionOf } from "../catalog/day-ranges.ts";
import { catalogError } from "../catalog/glue-errors.ts";
import type { PartitionRanges, Table } from "../catalog/port.ts";
import { CLIENT_DEFAULTS, withoutLogRecords } from "../runtime/client-defaults.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import { type HeldPartition, type PartitionReader, READ_ATTEMPTS } from "./port.ts";

/** Glue API, GetPartitions: MaxResults is 1 to 1,000. */
const PARTITIONS_PER_PAGE = 1000;
/**
 * Glue API, Segment: at most 10. Each segment ends with a page that is not full, so more of them cost calls, and a page
 * takes longer to read here than to wait for.
 */
const SEGMENTS = 4;

type Request = Pick<
  GetPartitionsCommandInput,
  "DatabaseName" | "TableName" | "Expression" | "ExcludeColumnSchema" | "MaxResults"
>;

/** Glue, by GetPartitions without columns: one call if a page holds the table, else several segments at a time. */
export function gluePartitionReader(
  client = withoutLogRecords(new GlueClient({ ...CLIENT_DEFAULTS, maxAttempts: READ_ATTEMPTS })),
): PartitionReader {
  return {
    async read(table, ranges, callTimeout, onPage) {
      const request = requestOf(table, ranges);
      const first = await getPage(client, request, undefined, undefined, callTimeout);
      if (first.token === undefined) return onPage(first.partitions);
      // A token goes on where its own call ended: in segments the table is read from its beginning.
      const segments = Array.from({ length: SEGMENTS }, (_, segment) =>
        readSegment(client, request, segment, callTimeout, onPage),
      );
      await Promise.all(segments);
    },
  };
}

function requestOf({ database, name }: Table, ranges: PartitionRanges | undefined): Request {
  return {
    DatabaseName: database,
    TableName: name,
    ExcludeColumnSchema: true,
    MaxResults: PARTITIONS_PER_PAGE,
    ...(ranges === undefined ? {} : { Expression: expressionOf(ranges) }),
  };
}

async function readSegment(
  client: GlueClient,
  request: Request,
  segment: number,
  callTimeout: CallTimeout,
  onPage: (page: readonly HeldPartition[]) => void,
): Promise<void> {
  let token: string | undefined;
  do {
    const page = await getPage(client, request, segment, token, callTimeout);
    onPage(page.partitions);
    token = page.token;
  } while (token !== undefined);
}

async function getPage(
  client: GlueClient,
  request: Request,
  segment: number | undefined,
  token: string | undefined,
  callTimeout: CallTimeout,
): Promise<{ readonly partitions: HeldPartition[]; readonly token: string | undefined }> {
  const signal = callTimeout();
  const command = new GetPartitionsCommand({
    ...request,
    NextToken: token,
    ...(segment === undefined ? {} : { Segment: { SegmentNumber: segment, TotalSegments: SEGMENTS } }),
  });
  try {
    const { Partitions = [], NextToken } = await client.send(command, { abortSignal: signal });
    const partitions = Partitions.map(({ Values = [], StorageDescriptor, Parameters }) => ({
      values: Values,
      location: StorageDescriptor?.Location ?? "",
      columns: Parameters?.[COLUMNS_HASH],
    }));
    return { partitions, token: NextToken };
  } catch (thrown) {
    throw catalogError(thrown, `GetPartitions ${request.DatabaseName}.${request.TableName}`, signal);
  }
}
