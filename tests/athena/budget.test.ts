import { describe, expect, test } from "@jest/globals";
import { budgeted } from "../../shared/athena/budget.ts";
import { AthenaQueryError, type QueryRunner, type QueryStatistics } from "../../shared/athena/port.ts";

const options = { runId: "r", signal: new AbortController().signal };
const query = (label: string) => ({ sql: "SELECT 1", database: "raw", label });

const statistics = (queryId: string): QueryStatistics => ({
  queryId,
  bytesScanned: 40_000_000,
  costUsd: 0.0002,
  queueMs: 0,
  planningMs: 0,
  engineMs: 0,
  totalMs: 0,
  reused: false,
});

/** Every query scans 40 MB under its label as id; one called "late" is stopped after that. */
const engine: QueryRunner = {
  async run({ label }, { paid }) {
    if (label === "refused") throw new AthenaQueryError("QUERY_REFUSED", "refused");
    paid!(statistics(label));
    if (label === "late")
      throw new AthenaQueryError("QUERY_TIMEOUT", "late", { statistics: statistics(label) });
    return { columns: [], rows: [], statistics: statistics(label) };
  },
};

test("a run has spent what its different queries cost", async () => {
  const run = budgeted(engine, 1e9);
  for (const label of ["a", "b", "a"]) await run.run(query(label), options);
  expect(run.spent()).toEqual({ queries: 2, bytesScanned: 80_000_000, costUsd: 0.0004 });
});

describe("once a run has scanned what it may", () => {
  test("it starts nothing more", async () => {
    const run = budgeted(engine, 80_000_000);
    for (const label of ["a", "b"]) await run.run(query(label), options);
    await expect(run.run(query("c"), options)).rejects.toMatchObject({
      code: "QUERY_BUDGET",
      message: "c: not asked, because this run has scanned 80000000 bytes of the 80000000 that it may.",
    });
    expect(run.spent()).toMatchObject({ queries: 2 });
  });

  test("also of what was asked for before, and had to wait for its turn", async () => {
    const run = budgeted(engine, 80_000_000, 2);
    const asked = ["a", "b", "c", "d"].map((label) => run.run(query(label), options));
    const ended = (await Promise.allSettled(asked)).map(({ status }) => status);
    expect(ended).toEqual(["fulfilled", "fulfilled", "rejected", "rejected"]);
    expect(run.spent()).toMatchObject({ queries: 2, bytesScanned: 80_000_000 });
  });

  test("and what a stopped query has scanned counts, while a refused one has scanned nothing", async () => {
    const run = budgeted(engine, 40_000_000);
    await expect(run.run(query("refused"), options)).rejects.toMatchObject({ code: "QUERY_REFUSED" });
    await expect(run.run(query("late"), options)).rejects.toMatchObject({ code: "QUERY_TIMEOUT" });
    await expect(run.run(query("a"), options)).rejects.toMatchObject({ code: "QUERY_BUDGET" });
  });
});
