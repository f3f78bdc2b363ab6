import {
  BatchCreatePartitionCommand,
  BatchGetPartitionCommand,
  GetTableCommand,
  GlueClient,
  InvalidInputException,
} from "@aws-sdk/client-glue";
import { afterEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { columnsHash } from "../../shared/catalog/columns-hash.ts";
import { formOf, glueCatalog } from "../../shared/catalog/glue-catalog-adapter.ts";
import type { NewPartition, Table } from "../../shared/catalog/port.ts";
import { NO_DEADLINES } from "../support/platform.ts";

const signal = NO_DEADLINES.catalog;
const table: Table = {
  database: "raw",
  name: "trades",
  createdAt: 0,
  keys: ["day", "symbol"],
  projected: false,
  location: "s3://b/trades/",
  descriptor: { Columns: [{ Name: "price", Type: "double" }], Location: "s3://b/trades/", Compressed: true },
};

const wanted = (symbol: string): NewPartition => ({
  values: ["2026-11-20", symbol],
  location: `s3://b/trades/day=2026-11-20/symbol=${symbol}/`,
  provenance: { key: `trades/${symbol}.parquet`, time: "2026-11-20T21:05:12.345Z", replayed: false },
  registeredAt: "2026-11-20T21:05:15.000Z",
});

const glue = mockClient(GlueClient);
const catalog = glueCatalog(glue as unknown as GlueClient);

afterEach(() => {
  glue.reset();
});

describe("a table", () => {
  test("is told in our words", async () => {
    glue.on(GetTableCommand, { DatabaseName: "raw", Name: "trades" }).resolves({
      Table: {
        Name: "trades",
        CreateTime: new Date(1_795_000_000_000),
        PartitionKeys: [{ Name: "day", Type: "string" }, { Name: "symbol" }],
        Parameters: { classification: "parquet" },
        StorageDescriptor: { Location: "s3://b/trades/", Columns: [] },
      },
    });
    expect(await catalog.table("raw", "trades", signal)).toEqual({
      database: "raw",
      name: "trades",
      createdAt: 1_795_000_000_000,
      keys: ["day", "symbol"],
      keyTypes: ["string", ""],
      projected: false,
      location: "s3://b/trades/",
      descriptor: { Location: "s3://b/trades/", Columns: [] },
    });
  });

  test("that is a resource link is refused, with what it points to", async () => {
    glue.on(GetTableCommand).resolves({
      Table: {
        Name: "trades",
        TargetTable: { CatalogId: "111111111111", DatabaseName: "lake", Name: "ticks" },
      },
    });
    await expect(catalog.table("raw", "trades", signal)).rejects.toMatchObject({
      code: "RESOURCE_LINK",
      retryable: false,
      message: 'GetTable raw.trades: it is a resource link to "lake.ticks" of the catalog "111111111111"',
    });
  });

  test.each([
    ["true", true],
    ["TRUE", true],
    ["false", false],
  ])("with projection.enabled=%s is projected: %p", async (enabled, projected) => {
    glue.on(GetTableCommand).resolves({
      Table: { Name: "trades", Parameters: { "projection.enabled": enabled } },
    });
    expect(await catalog.table("raw", "trades", signal)).toMatchObject({ projected });
  });

  test("without anything has no keys, and nothing is assumed", async () => {
    glue.on(GetTableCommand).resolves({});
    expect(await catalog.table("raw", "trades", signal)).toEqual({
      database: "raw",
      name: "trades",
      createdAt: 0,
      keys: [],
      keyTypes: [],
      projected: false,
      location: "",
      descriptor: undefined,
    });
  });

  test("of which Glue says nothing but that it is there is no projected one", async () => {
    glue.on(GetTableCommand).resolves({ Table: { Name: "trades", PartitionKeys: [{ Name: undefined }] } });
    expect(await catalog.table("raw", "trades", signal)).toMatchObject({ keys: [""], projected: false });
  });
});

const nameless = { name: "", type: "" };
test.each([
  [undefined, { columns: [], inputFormat: "", serde: "" }],
  [{}, { columns: [], inputFormat: "", serde: "" }],
  [
    { Columns: [{ Name: undefined }], SerdeInfo: {} },
    { columns: [nameless], inputFormat: "", serde: "" },
  ],
  [
    { Columns: [{ Name: "a", Type: "int" }], InputFormat: "i", SerdeInfo: { SerializationLibrary: "s" } },
    { columns: [{ name: "a", type: "int" }], inputFormat: "i", serde: "s" },
  ],
])("of the descriptor %j the form is %j", (descriptor, form) => {
  expect(formOf(descriptor)).toEqual(form);
});

test("no call goes on behind the deadline", async () => {
  glue.onAnyCommand().resolves({});
  await catalog.table("raw", "trades", signal);
  await catalog.createPartitions(table, [wanted("AAPL")], signal);
  await catalog.readPartitions(table, [["2026-11-20", "AAPL"]], signal);
  const deadline = { abortSignal: signal };
  expect(glue.calls().map(({ args }) => (args as readonly unknown[])[1])).toEqual([
    deadline,
    deadline,
    deadline,
  ]);
});

describe("creating", () => {
  test("sends what the live table says, with the partition's own Location and its provenance", async () => {
    let sent: unknown;
    glue.on(BatchCreatePartitionCommand).callsFake((input: unknown) => {
      sent = input;
      return {};
    });
    await catalog.createPartitions(table, [wanted("AAPL")], signal);
    expect(sent).toEqual({
      DatabaseName: "raw",
      TableName: "trades",
      PartitionInputList: [
        {
          Values: ["2026-11-20", "AAPL"],
          StorageDescriptor: {
            Columns: [{ Name: "price", Type: "double" }],
            Location: "s3://b/trades/day=2026-11-20/symbol=AAPL/",
            Compressed: true,
          },
          Parameters: {
            "registrar.key": "trades/AAPL.parquet",
            "registrar.event_time": "2026-11-20T21:05:12.345Z",
            "registrar.registered_at": "2026-11-20T21:05:15.000Z",
            "registrar.columns": columnsHash([{ name: "price", type: "double" }]),
          },
        },
      ],
    });
  });

  test("stamps no time that nobody knows", async () => {
    glue.on(BatchCreatePartitionCommand).resolves({});
    const { provenance, ...rest } = wanted("AAPL");
    await catalog.createPartitions(
      table,
      [{ ...rest, provenance: { ...provenance, time: undefined } }],
      signal,
    );
    const [{ input }] = glue.commandCalls(BatchCreatePartitionCommand).map(({ args }) => args[0]) as [
      BatchCreatePartitionCommand,
    ];
    expect(Object.keys(input.PartitionInputList![0]!.Parameters!)).toEqual([
      "registrar.key",
      "registrar.registered_at",
      "registrar.columns",
    ]);
  });

  // F10: a 200 with Errors, which name only what failed, in any order.
  test("answers what Glue did not accept, by its values", async () => {
    glue.on(BatchCreatePartitionCommand).resolves({
      Errors: [
        {
          PartitionValues: ["2026-11-20", "TSLA"],
          ErrorDetail: { ErrorCode: "InvalidInputException", ErrorMessage: "no" },
        },
        { PartitionValues: ["2026-11-20", "AAPL"], ErrorDetail: { ErrorCode: "AlreadyExistsException" } },
        { PartitionValues: ["2026-11-20", "MSFT"], ErrorDetail: { ErrorCode: "InternalServiceException" } },
        { PartitionValues: ["2026-11-20", "GOOG"] },
      ],
    });
    const partitions = ["AAPL", "AMZN", "GOOG", "MSFT", "TSLA"].map(wanted);
    expect(await catalog.createPartitions(table, partitions, signal)).toMatchObject([
      { values: ["2026-11-20", "TSLA"], error: { code: "INVALID_INPUT", blame: "item" } },
      { values: ["2026-11-20", "AAPL"], error: "already exists" },
      { values: ["2026-11-20", "MSFT"], error: { code: "UNAVAILABLE", effect: "unknown" } },
      { values: ["2026-11-20", "GOOG"], error: { code: "GLUE_REFUSED", message: "unknown: " } },
    ]);
  });

  // F10: an error that names nothing of ours must not let everything pass as created.
  test.each([[undefined], [[]], [["2026-11-20", "aapl"]]])(
    "leaves the outcome unknown when an error names %j",
    async (PartitionValues) => {
      const Errors = [
        {
          ...(PartitionValues === undefined ? {} : { PartitionValues }),
          ErrorDetail: { ErrorCode: "InvalidInputException" },
        },
      ];
      glue.on(BatchCreatePartitionCommand).resolves({ Errors });
      await expect(catalog.createPartitions(table, [wanted("AAPL")], signal)).rejects.toMatchObject({
        code: "UNAVAILABLE",
        effect: "unknown",
        retryable: true,
        message:
          "BatchCreatePartition raw.trades: InvalidInputException for a partition that was not asked for: " +
          JSON.stringify(PartitionValues ?? []),
      });
    },
  );

  test("leaves the outcome unknown when an error says nothing", async () => {
    glue.on(BatchCreatePartitionCommand).resolves({ Errors: [{}] });
    await expect(catalog.createPartitions(table, [wanted("AAPL")], signal)).rejects.toMatchObject({
      message: "BatchCreatePartition raw.trades: unknown for a partition that was not asked for: []",
    });
  });

  test("that Glue refuses as a whole blames an item", async () => {
    const refusal = new InvalidInputException({ message: "one is odd", $metadata: { httpStatusCode: 400 } });
    glue.on(BatchCreatePartitionCommand).rejects(refusal);
    await expect(catalog.createPartitions(table, [wanted("AAPL")], signal)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      blame: "item",
      message: "BatchCreatePartition raw.trades: InvalidInputException: one is odd",
    });
  });
});

describe("reading", () => {
  const keys = (count: number) => Array.from({ length: count }, (_, index) => ["2026-11-20", `S${index}`]);
  type Asked = { PartitionsToGet: { Values: string[] }[] };
  const stored = (values: string[]) => ({
    Values: values,
    StorageDescriptor: { Location: `s3://b/${values.join("/")}` },
    Parameters: { "registrar.registered_at": "then", "registrar.key": "k" },
  });

  test("answers what exists", async () => {
    glue.on(BatchGetPartitionCommand).resolves({
      Partitions: [stored(["2026-11-20", "S1"]), { Values: ["2026-11-20", "S0"] }],
    });
    expect(await catalog.readPartitions(table, keys(3), signal)).toEqual([
      {
        values: ["2026-11-20", "S1"],
        location: "s3://b/2026-11-20/S1",
        registeredAt: "then",
        registeredFor: "k",
      },
      { values: ["2026-11-20", "S0"], location: "", registeredAt: undefined, registeredFor: undefined },
    ]);
  });

  // F11: Glue leaves keys of wide tables unread; fewer at a time fit into an answer.
  test("asks again for what Glue left unprocessed, for half as many each time", async () => {
    const sizes: number[] = [];
    glue.on(BatchGetPartitionCommand).callsFake(({ PartitionsToGet: asked }: Asked) => {
      sizes.push(asked.length);
      const read = asked.slice(0, 20);
      return {
        Partitions: read.map(({ Values }) => stored(Values)),
        UnprocessedKeys: asked.slice(20),
      };
    });
    const found = await catalog.readPartitions(table, keys(100), signal);
    expect(found.map(({ values }) => values[1]).sort()).toEqual(
      keys(100)
        .map(([, symbol]) => symbol)
        .sort(),
    );
    expect(sizes).toEqual([100, 50, 25, 13, 13, 13, 1]);
  });

  test("gives up when Glue keeps leaving everything unprocessed", async () => {
    glue.on(BatchGetPartitionCommand).callsFake(({ PartitionsToGet }: Asked) => ({
      UnprocessedKeys: PartitionsToGet,
    }));
    await expect(catalog.readPartitions(table, keys(8), signal)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      retryable: true,
      message: "BatchGetPartition raw.trades keeps leaving keys unprocessed",
    });
  });

  test("that is refused says what was asked", async () => {
    const refusal = new InvalidInputException({ message: "one is odd", $metadata: { httpStatusCode: 400 } });
    glue.on(BatchGetPartitionCommand).rejects(refusal);
    await expect(catalog.readPartitions(table, keys(1), signal)).rejects.toMatchObject({
      message: "BatchGetPartition raw.trades: InvalidInputException: one is odd",
    });
  });

  test("finds nothing in an answer that says nothing", async () => {
    glue.on(BatchGetPartitionCommand).resolves({});
    expect(await catalog.readPartitions(table, keys(1), signal)).toEqual([]);
  });

  test("asks nothing for nothing", async () => {
    glue.on(BatchGetPartitionCommand).rejects(new Error("must not be asked"));
    expect(await catalog.readPartitions(table, [], signal)).toEqual([]);
  });
});
