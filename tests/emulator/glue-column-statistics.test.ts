import {
  type ColumnStatistics,
  CreatePartitionCommand,
  DeleteColumnStatisticsForPartitionCommand,
  DeleteColumnStatisticsForTableCommand,
  GetColumnStatisticsForPartitionCommand,
  GetColumnStatisticsForTableCommand,
  UpdateColumnStatisticsForPartitionCommand,
  UpdateColumnStatisticsForTableCommand,
  UpdatePartitionCommand,
} from "@aws-sdk/client-glue";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type MarketGlue, openCatalog, partition, refusalOf, START, TRADES } from "./glue-client.ts";

const VALUES = ["2026-11-20", "A"];

/** Of the column `price`, unless it is another's. */
const statistics = (MaximumValue: number, ColumnName = "price"): ColumnStatistics => ({
  ColumnName,
  ColumnType: "double",
  AnalyzedTime: new Date(START - 500),
  StatisticsData: {
    Type: "DOUBLE",
    DoubleColumnStatisticsData: { MaximumValue, NumberOfNulls: 1, NumberOfDistinctValues: 7 },
  },
});

let catalog: MarketGlue;

beforeEach(async () => {
  catalog = await openCatalog();
  await catalog.client.send(new CreatePartitionCommand({ ...TRADES, PartitionInput: partition(...VALUES) }));
});

afterEach(() => catalog.close());

/** The same operations on the table, and on its one partition. */
const OF_TABLE = {
  get: (...ColumnNames: string[]) =>
    catalog.client.send(new GetColumnStatisticsForTableCommand({ ...TRADES, ColumnNames })),
  update: (...ColumnStatisticsList: ColumnStatistics[]) =>
    catalog.client.send(new UpdateColumnStatisticsForTableCommand({ ...TRADES, ColumnStatisticsList })),
  delete: (ColumnName: string) =>
    catalog.client.send(new DeleteColumnStatisticsForTableCommand({ ...TRADES, ColumnName })),
};
const ofPartition = (PartitionValues: string[]): typeof OF_TABLE => {
  const of = { ...TRADES, PartitionValues };
  return {
    get: (...ColumnNames) =>
      catalog.client.send(new GetColumnStatisticsForPartitionCommand({ ...of, ColumnNames })),
    update: (...ColumnStatisticsList) =>
      catalog.client.send(new UpdateColumnStatisticsForPartitionCommand({ ...of, ColumnStatisticsList })),
    delete: (ColumnName) =>
      catalog.client.send(new DeleteColumnStatisticsForPartitionCommand({ ...of, ColumnName })),
  };
};

describe.each([
  ["a table", OF_TABLE],
  ["a partition", ofPartition(VALUES)],
])("column statistics of %s", (_, of) => {
  test("are kept as they came, the last in the place of earlier ones, until they are deleted", async () => {
    await of.update(statistics(1));
    await of.update(statistics(2));
    expect((await of.get("price")).ColumnStatisticsList).toEqual([statistics(2)]);
    await of.delete("price");
    expect((await of.get("price")).ColumnStatisticsList).toEqual([]);
  });

  test("that nobody told are errors of their own", async () => {
    const { ColumnStatisticsList, Errors } = await of.get("price");
    expect(ColumnStatisticsList).toEqual([]);
    expect(Errors).toEqual([
      { ColumnName: "price", Error: expect.objectContaining({ ErrorCode: "EntityNotFoundException" }) },
    ]);
    expect((await refusalOf(of.delete("price"))).name).toBe("EntityNotFoundException");
  });

  test("are not kept of a column that the table has not", async () => {
    const { Errors } = await of.update(statistics(1), statistics(1, "prize"));
    expect(Errors).toEqual([
      {
        ColumnStatistics: statistics(1, "prize"),
        Error: expect.objectContaining({ ErrorCode: "EntityNotFoundException" }),
      },
    ]);
    expect((await of.get("price")).ColumnStatisticsList).toEqual([statistics(1)]);
  });

  test("come at most 25 at a time", async () => {
    const call = of.update(...Array.from({ length: 26 }, () => statistics(1)));
    expect((await refusalOf(call)).message).toContain("length less than or equal to 25");
  });
});

test("those of a partition are not its table's, and stay when it is updated", async () => {
  await ofPartition(VALUES).update(statistics(1));
  const PartitionInput = partition(...VALUES);
  await catalog.client.send(
    new UpdatePartitionCommand({ ...TRADES, PartitionValueList: VALUES, PartitionInput }),
  );
  expect((await ofPartition(VALUES).get("price")).ColumnStatisticsList).toEqual([statistics(1)]);
  expect((await OF_TABLE.get("price")).ColumnStatisticsList).toEqual([]);
  expect((await refusalOf(ofPartition(["2026-11-20", "B"]).get("price"))).name).toBe(
    "EntityNotFoundException",
  );
});
