import { undoPrefix } from "../../shared/removal/records.ts";
import { granteeWorkGroupName, validationWorkGroupName } from "../../shared/runtime/names.ts";
import type { AccessRequest } from "./request.ts";
import { arnOf } from "./template.ts";

/** A request that somebody must be denied. */
export interface ForbiddenRequest extends AccessRequest {
  /** As in NeededRequest. */
  readonly by: string;
  /** The group of the table that it is shown in. */
  readonly what: string;
}

/** What a role of one kind must not, though another may. */
export function onlyOthersMay(by: string, stage: string, table: string, object: string): ForbiddenRequest[] {
  const kind = by.replace(`stock-trades-partitions-${stage}-`, "");
  const rows = Object.entries(ONLY).filter(([prefix]) => kind === prefix || kind.startsWith(`${prefix}-`));
  const places: Readonly<Record<string, string>> = {
    TABLE: table,
    OBJECT: object,
    VALIDATION: arnOf("athena", `workgroup/${validationWorkGroupName(stage)}`),
    GRANTEES: arnOf("athena", `workgroup/${granteeWorkGroupName(stage)}`),
    UNDO: `${object.slice(0, object.indexOf("/"))}/${undoPrefix(stage)}trades/20251201T000000Z-1/0.json`,
    PARKING: arnOf("sqs", `stock-trades-partitions-${stage}-parking`),
    QUEUE: arnOf("sqs", `stock-trades-partitions-${stage}-register`),
    REGISTER: arnOf("lambda", `function:stock-trades-partitions-${stage}-register`),
    BUS: arnOf("events", "event-bus/default"),
    CRAWLER: arnOf("glue", `crawler/stock-trades-partitions-${stage}-crawler-trades`),
  };
  return rows.flatMap(([, refusals]) =>
    refusals.map(
      ([what, action, place]): ForbiddenRequest => ({ by, what, action, resource: places[place]! }),
    ),
  );
}

type Row = readonly [what: string, action: string, place: string];

/** Of those that remove partitions and write down what they removed. */
const ONLY_PARTITIONS: readonly Row[] = [
  ["objects", "s3:GetObject", "OBJECT"],
  ["deleting objects", "s3:DeleteObject", "OBJECT"],
  ["what was written down", "s3:GetObject", "UNDO"],
  ["what was written down", "s3:DeleteObject", "UNDO"],
  ["queries", "athena:StartQueryExecution", "VALIDATION"],
  ["changing what exists", "glue:UpdatePartition", "TABLE"],
  ["changing what exists", "glue:UpdateTable", "TABLE"],
  ["messages of others", "sqs:ReceiveMessage", "QUEUE"],
  ["messages of others", "sqs:SendMessage", "QUEUE"],
];

const ONLY: Readonly<Record<string, readonly Row[]>> = {
  register: [
    ["objects", "s3:GetObject", "OBJECT"],
    ["queries", "athena:StartQueryExecution", "VALIDATION"],
    ["changing what exists", "glue:UpdatePartition", "TABLE"],
    ["changing what exists", "glue:UpdateTable", "TABLE"],
    ["changing what exists", "glue:CreateTable", "TABLE"],
    ["parked messages", "sqs:ReceiveMessage", "PARKING"],
    ["parked messages", "sqs:PurgeQueue", "PARKING"],
    ["parked messages", "sqs:DeleteMessage", "PARKING"],
  ],
  guard: [
    ["queries", "athena:StartQueryExecution", "VALIDATION"],
    ["deleting objects", "s3:DeleteObject", "OBJECT"],
    ["changing what exists", "glue:UpdatePartition", "TABLE"],
    ["changing what exists", "glue:UpdateTable", "TABLE"],
    ["messages of others", "sqs:ReceiveMessage", "QUEUE"],
    ["messages of others", "sqs:SendMessage", "QUEUE"],
  ],
  deregister: [
    ...ONLY_PARTITIONS,
    ["partitions of datasets that keep them", "glue:BatchDeletePartition", "TABLE"],
    ["changing what exists", "glue:BatchUpdatePartition", "TABLE"],
    ["parked messages", "sqs:ReceiveMessage", "PARKING"],
  ],
  reconcile: [
    ...ONLY_PARTITIONS,
    ["partitions of datasets that keep them", "glue:BatchDeletePartition", "TABLE"],
  ],
  crawl: [
    ["tables", "glue:GetTable", "TABLE"],
    ["tables", "glue:BatchCreatePartition", "TABLE"],
    ["objects", "s3:GetObject", "OBJECT"],
    ["changing crawlers", "glue:StopCrawler", "CRAWLER"],
    ["changing crawlers", "glue:UpdateCrawler", "CRAWLER"],
    ["changing crawlers", "glue:DeleteCrawler", "CRAWLER"],
  ],
  crawler: [
    ["queries", "athena:StartQueryExecution", "VALIDATION"],
    ["queues", "sqs:SendMessage", "QUEUE"],
  ],
  validate: [
    ["changing the bus", "events:DeleteEventBus", "BUS"],
    ["changing what it judges", "glue:BatchCreatePartition", "TABLE"],
    ["changing what it judges", "glue:UpdateTable", "TABLE"],
    ["changing what it judges", "s3:DeleteObject", "OBJECT"],
    ["another workgroup", "athena:StartQueryExecution", "GRANTEES"],
    ["queues", "sqs:SendMessage", "QUEUE"],
  ],
  look: [
    ["changing the bus", "events:DeleteEventBus", "BUS"],
    ["objects", "s3:GetObject", "OBJECT"],
    ["objects", "s3:PutObject", "OBJECT"],
    ["queries", "athena:StartQueryExecution", "VALIDATION"],
    ["changing what exists", "glue:BatchCreatePartition", "TABLE"],
    ["changing what exists", "glue:UpdateTable", "TABLE"],
    ["messages of others", "sqs:ReceiveMessage", "QUEUE"],
    ["messages of others", "sqs:SendMessage", "QUEUE"],
  ],
  "look-schedules": [["messages of others", "sqs:SendMessage", "QUEUE"]],
  "validate-schedules": [["another function", "lambda:InvokeFunction", "REGISTER"]],
  empty: [["objects", "s3:GetObject", "OBJECT"]],
  reader: [
    ["writes by grantees", "glue:CreateTable", "TABLE"],
    ["writes by grantees", "glue:UpdateTable", "TABLE"],
    ["writes by grantees", "glue:BatchCreatePartition", "TABLE"],
    ["writes by grantees", "s3:DeleteObject", "OBJECT"],
    ["S3, not through Athena", "s3:GetObject", "OBJECT"],
    ["another workgroup", "athena:StartQueryExecution", "VALIDATION"],
    ["others' queries", "athena:ListQueryExecutions", "GRANTEES"],
    ["changing the workgroup", "athena:UpdateWorkGroup", "GRANTEES"],
    ["queues", "sqs:SendMessage", "QUEUE"],
  ],
};
