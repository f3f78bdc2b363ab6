import { describe, expect, test } from "@jest/globals";
import { type LakeContents, requestsOf } from "../../tools/iam/authorisation.ts";
import type { WireCall } from "../../tools/iam/recorder.ts";

const EMPTY: LakeContents = { partitions: () => [] };
const LAKE: LakeContents = {
  partitions: (database, table) =>
    database === "curated" && table === "bars"
      ? [{ bucket: "lake", prefix: "bars/day=2025-11-28/", key: "bars/day=2025-11-28/part-0" }]
      : [],
};

const json = (target: string, body: object, answer: object = {}): WireCall => ({
  method: "POST",
  url: "/",
  headers: { "x-amz-target": target },
  body: JSON.stringify(body),
  status: 200,
  answer: JSON.stringify(answer),
});
const s3 = (method: string, url: string, body = "", status = 200): WireCall => {
  return { method, url, headers: {}, body, status, answer: "" };
};
const shown = (calls: readonly WireCall[], lake = EMPTY) =>
  requestsOf(calls, lake).map(({ action, resource, context = {} }) =>
    [action, resource.replace("us-east-1:000000000000", "…"), ...Object.entries(context).map(String)].join(
      " ",
    ),
  );

describe("a call on the wire", () => {
  test.each([
    [
      "one on a table is one on each ancestor",
      json("AWSGlue.BatchCreatePartition", { DatabaseName: "raw", TableName: "trades" }),
      ["catalog", "database/raw", "table/raw/trades"].map(
        (what) => `glue:BatchCreatePartition arn:aws:glue:…:${what}`,
      ),
    ],
    [
      "ListCrawls names a crawler",
      json("AWSGlue.ListCrawls", { CrawlerName: "c" }),
      ["glue:ListCrawls arn:aws:glue:…:crawler/c"],
    ],
    [
      "a batch of messages is sent as one is",
      json("AmazonSQS.SendMessageBatch", { QueueUrl: "http://x/000000000000/parking" }),
      ["sqs:SendMessage arn:aws:sqs:…:parking"],
    ],
    [
      "a listing has its prefix",
      s3("GET", "/lake?list-type=2&prefix=a%2F"),
      ["s3:ListBucket arn:aws:s3:::lake s3:prefix,a/"],
    ],
    ["or none", s3("GET", "/lake?list-type=2"), ["s3:ListBucket arn:aws:s3:::lake"]],
    ["an object's key is decoded", s3("GET", "/lake/day%3D1/x"), ["s3:GetObject arn:aws:s3:::lake/day=1/x"]],
    [
      "that nothing is there is told to who may list",
      s3("GET", "/lake/x", "", 404),
      ["s3:GetObject arn:aws:s3:::lake/x", "s3:ListBucket arn:aws:s3:::lake"],
    ],
    [
      "a deletion is one for each key, with or without a version",
      s3(
        "POST",
        "/lake?delete",
        "<Object><Key>a</Key></Object><Object><Key>b</Key><VersionId>1</VersionId></Object>",
      ),
      ["s3:DeleteObject arn:aws:s3:::lake/a", "s3:DeleteObjectVersion arn:aws:s3:::lake/b"],
    ],
  ])("is so many requests to IAM: %s", (_, call, requests) => {
    expect(shown([call])).toEqual(requests);
  });

  test("is so many requests to IAM: a query reads the catalog and the objects in the name of whoever asks", () => {
    const call = json(
      "AmazonAthena.StartQueryExecution",
      {
        WorkGroup: "w",
        QueryString: 'SELECT 1 FROM "curated"."bars"',
        QueryExecutionContext: { Database: "raw" },
      },
      { QueryExecutionId: "q" },
    );
    const requests = shown([call, json("AmazonAthena.GetQueryResults", { QueryExecutionId: "q" })], LAKE);
    expect(requests[0]).toBe("athena:StartQueryExecution arn:aws:athena:…:workgroup/w");
    expect(requests.at(-1)).toBe("athena:GetQueryResults arn:aws:athena:…:workgroup/w");
    const through = "aws:CalledVia,athena.amazonaws.com";
    expect(requests).toEqual(
      expect.arrayContaining([
        ...["default", "raw", "curated"].map(
          (name) => `glue:GetDatabase arn:aws:glue:…:database/${name} ${through}`,
        ),
        `glue:GetPartitions arn:aws:glue:…:table/curated/bars ${through}`,
        `s3:GetBucketLocation arn:aws:s3:::lake ${through}`,
        `s3:ListBucket arn:aws:s3:::lake ${through} s3:prefix,bars/day=2025-11-28/`,
        `s3:GetObject arn:aws:s3:::lake/bars/day=2025-11-28/part-0 ${through}`,
      ]),
    );
  });
});

test.each([
  json("AWSGlue.DeleteTable", {}),
  json("AmazonSQS.PurgeQueue", { QueueUrl: "http://x/q" }),
  json("AmazonAthena.CreateWorkGroup", {}),
  json("DynamoDB.PutItem", {}),
  s3("DELETE", "/lake/x"),
  s3("DELETE", "/lake"),
  {
    ...s3("POST", "/", "Action=DeleteTopic"),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  },
])("a call that nobody has thought of is no gap: $url $headers $body", (call) => {
  expect(() => requestsOf([call], EMPTY)).toThrow("is not known here");
});
