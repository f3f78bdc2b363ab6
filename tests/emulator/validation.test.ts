import * as glueSchemas from "@aws-sdk/client-glue";
import {
  BatchCreatePartitionRequest$,
  BatchUpdatePartitionRequest$,
  CreateTableRequest$,
  GetPartitionsRequest$,
  UpdatePartitionRequest$,
} from "@aws-sdk/client-glue";
import { SendMessageBatchRequest$ } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "@jest/globals";
import { glueLimits } from "../../emulator/glue/limits.ts";
import { AwsError, type JsonObject } from "../../emulator/wire/service.ts";
import { type Schema, validate } from "../../emulator/wire/validation.ts";

const TRADES = { DatabaseName: "market", TableName: "trades" };

function refusal(schema: Schema, input: JsonObject, limits = glueLimits): string {
  try {
    validate(schema, input, limits);
    return "accepted";
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const create = (...partitions: JsonObject[]) =>
  refusal(BatchCreatePartitionRequest$, { ...TRADES, PartitionInputList: partitions });

const getPartitions = (input: JsonObject) => refusal(GetPartitionsRequest$, { ...TRADES, ...input });

const one = (violation: string) => `ValidationException: 1 validation error detected: ${violation}`;

test("drops members that the service does not know, at any depth", () => {
  const input = { ...TRADES, Colour: "red", PartitionInputList: [{ Values: ["a"], Colour: "red" }] };
  expect(validate(BatchCreatePartitionRequest$, input, glueLimits)).toEqual({
    ...TRADES,
    PartitionInputList: [{ Values: ["a"] }],
  });
});

test("takes null for absent", () => {
  const input = { ...TRADES, Expression: null, Segment: null };
  expect(validate(GetPartitionsRequest$, input, glueLimits)).toEqual(TRADES);
});

describe("a wrong type", () => {
  test.each<[string, JsonObject, string]>([
    ["number for string", { DatabaseName: 1 }, "NUMBER_VALUE cannot be converted to String"],
    ["boolean for string", { DatabaseName: true }, "TRUE_VALUE cannot be converted to String"],
    ["list for string", { DatabaseName: [] }, "Unrecognized collection type class java.lang.String"],
    ["object for string", { DatabaseName: {} }, "Start of structure or map found where not expected."],
    ["string for number", { MaxResults: "10" }, "STRING_VALUE cannot be converted to Integer"],
    ["string for boolean", { ExcludeColumnSchema: "yes" }, "STRING_VALUE cannot be converted to Boolean"],
    [
      "string for time",
      { QueryAsOfTime: "today" },
      "STRING_VALUE cannot be converted to milliseconds since epoch",
    ],
    ["string for structure", { Segment: "1/2" }, "Unexpected field type"],
    ["list for structure", { Segment: [] }, "Unrecognized collection type class java.lang.HashMap"],
  ])("is refused: %s", (_, input, message) => {
    expect(refusal(GetPartitionsRequest$, { ...TRADES, ...input }, {})).toBe(
      `SerializationException: ${message}`,
    );
  });

  test("is refused: string for list", () => {
    const input = { ...TRADES, PartitionInputList: "all" };
    expect(refusal(BatchCreatePartitionRequest$, input)).toBe(
      "SerializationException: Unexpected field type",
    );
  });

  test("is refused: number inside a list and a map", () => {
    const message = "SerializationException: NUMBER_VALUE cannot be converted to String";
    expect(create({ Values: [20261120] })).toBe(message);
    expect(create({ Values: ["a"], Parameters: { rows: 5 } })).toBe(message);
  });
});

describe("a missing member is named", () => {
  test("at the top, all at once", () => {
    expect(refusal(BatchCreatePartitionRequest$, { DatabaseName: "market" })).toBe(
      "ValidationException: 2 validation errors detected: " +
        "Value null at 'tableName' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'partitionInputList' failed to satisfy constraint: Member must not be null",
    );
  });

  test("inside structures and lists", () => {
    expect(getPartitions({ Segment: { SegmentNumber: 0 } })).toBe(
      one("Value null at 'segment.totalSegments' failed to satisfy constraint: Member must not be null"),
    );
    expect(create({ StorageDescriptor: { Columns: [{ Name: "a" }, { Type: "int" }] } })).toBe(
      one(
        "Value null at 'partitionInputList.1.member.storageDescriptor.columns.2.member.name' " +
          "failed to satisfy constraint: Member must not be null",
      ),
    );
  });

  test("ten at most", () => {
    const Columns = Array.from({ length: 12 }, () => ({ Type: "int" }));
    expect(create({ StorageDescriptor: { Columns } })).toMatch(/^ValidationException: 10 validation errors/);
  });
});

describe("a limit of Glue", () => {
  const long = (length: number) => "x".repeat(length);
  const withDescriptor = (StorageDescriptor: JsonObject) => create({ Values: ["a"], StorageDescriptor });
  const withTable = (change: JsonObject) =>
    refusal(CreateTableRequest$, { DatabaseName: "market", TableInput: { Name: "trades", ...change } });
  const atMost = (most: number) => `less than or equal to ${most}`;
  const atLeast = (least: number) => `greater than or equal to ${least}`;

  test.each<[string, string, string, string]>([
    ["partition value", create({ Values: [long(1024)] }), create({ Values: [long(1025)] }), atMost(1024)],
    [
      "location",
      withDescriptor({ Location: long(2056) }),
      withDescriptor({ Location: long(2057) }),
      atMost(2056),
    ],
    [
      "column type",
      withDescriptor({ Columns: [{ Name: "a", Type: long(131_072) }] }),
      withDescriptor({ Columns: [{ Name: "a", Type: long(131_073) }] }),
      atMost(131_072),
    ],
    ["least page", getPartitions({ MaxResults: 1 }), getPartitions({ MaxResults: 0 }), atLeast(1)],
    ["greatest page", getPartitions({ MaxResults: 1000 }), getPartitions({ MaxResults: 1001 }), atMost(1000)],
    [
      "expression",
      getPartitions({ Expression: long(2048) }),
      getPartitions({ Expression: long(2049) }),
      atMost(2048),
    ],
    [
      "segments",
      getPartitions({ Segment: { SegmentNumber: 0, TotalSegments: 10 } }),
      getPartitions({ Segment: { SegmentNumber: 0, TotalSegments: 11 } }),
      atMost(10),
    ],
    ["empty name", withTable({ Name: "t" }), withTable({ Name: "" }), atLeast(1)],
    ["long name", withTable({ Name: long(255) }), withTable({ Name: long(256) }), atMost(255)],
    [
      "name in code points",
      withTable({ Name: "💹".repeat(255) }),
      withTable({ Name: "💹".repeat(256) }),
      atMost(255),
    ],
    [
      "name on one line",
      withTable({ Name: "a b" }),
      withTable({ Name: "a\nb" }),
      "regular expression pattern",
    ],
    [
      "parameter name",
      withTable({ Parameters: { [long(255)]: "" } }),
      withTable({ Parameters: { [long(256)]: "" } }),
      "Map keys must satisfy constraint",
    ],
    [
      "values to update",
      refusal(UpdatePartitionRequest$, {
        ...TRADES,
        PartitionInput: {},
        PartitionValueList: Array(100).fill("a"),
      }),
      refusal(UpdatePartitionRequest$, {
        ...TRADES,
        PartitionInput: {},
        PartitionValueList: Array(101).fill("a"),
      }),
      atMost(100),
    ],
  ])("is kept: %s", (_, accepted, refused, says) => {
    expect(accepted).toBe("accepted");
    expect(refused).toMatch(/^ValidationException: 1 validation error detected: /);
    expect(refused).toContain(says);
  });

  test("is kept: at least one entry to update", () => {
    expect(refusal(BatchUpdatePartitionRequest$, { ...TRADES, Entries: [] })).toBe(
      one(
        "Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
    );
  });

  test("is worded for the list as a whole when entries are plain", () => {
    expect(create({ Values: ["2026-11-20", ""] })).toBe(
      one(
        "Value '[2026-11-20, ]' at 'partitionInputList.1.member.values' failed to satisfy constraint: " +
          "Member must satisfy constraint: [Member must have length less than or equal to 1024, " +
          "Member must have length greater than or equal to 1]",
      ),
    );
  });
});

test("every limit of Glue names a member that the SDK has", () => {
  const members = new Set<string>();
  for (const schema of Object.values(glueSchemas)) {
    if (!Array.isArray(schema) || schema[0] !== 3) continue;
    const [, , structure, , names] = schema;
    for (const name of names as string[]) members.add(`${structure}.${name}`).add(`*.${name}`);
  }
  const named = Object.keys(glueLimits).map((path) => path.split(".").slice(0, 2).join("."));
  expect(named.filter((path) => !members.has(path))).toEqual([]);
});

test("reads the schemas of other services with limits of their own", () => {
  const limits = { "SendMessageBatchRequestEntry.DelaySeconds": { value: [0, 900] } } as const;
  const send = (entry: JsonObject) =>
    refusal(SendMessageBatchRequest$, { QueueUrl: "http://127.0.0.1/q", Entries: [entry] }, limits);
  expect(send({ Id: "1", MessageBody: "hello", DelaySeconds: 900 })).toBe("accepted");
  expect(send({ Id: "1", MessageBody: "hello", DelaySeconds: 901 })).toContain(
    "at 'entries.1.member.delaySeconds'",
  );
  expect(send({ Id: "1" })).toContain("at 'entries.1.member.messageBody'");
});

test("a value outside an enumeration is refused with the values that it has", () => {
  const limits = { "*.DatabaseName": { oneOf: ["market", "curated"] } };
  expect(refusal(GetPartitionsRequest$, { ...TRADES, DatabaseName: "raw" }, limits)).toBe(
    one(
      "Value 'raw' at 'databaseName' failed to satisfy constraint: " +
        "Member must satisfy enum value set: [market, curated]",
    ),
  );
});
