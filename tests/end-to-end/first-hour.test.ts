/** The quick start, carried out on folders that pyarrow, Polars and Spark wrote (tests/fixtures/folders/make.py). */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { withFolder } from "../cli/run.ts";

const MINUTE = 60_000;
const SCRIPT = join(import.meta.dirname, "first-hour.sh");

test.each(["pyarrow", "polars", "spark"])(
  "ten commands lead from a folder that %s wrote to a query of an object that came later",
  (writer) =>
    withFolder(async (folder) => {
      const data = join(import.meta.dirname, "../fixtures/folders", writer, "orders");
      const env = { ...process.env, NODE_OPTIONS: "", TMPDIR: folder };
      const { stdout } = await promisify(execFile)(SCRIPT, [data, folder], { env, timeout: 5 * MINUTE });
      expect(stdout.trimEnd().split("\n").slice(-2)).toEqual(["day,region,orders", "2026-11-21,eu,20"]);
      expect(readFileSync(join(folder, "platform/datasets.ts"), "utf8")).toContain('name: "orders"');
    }),
  5 * MINUTE,
);

test("there are ten commands in the script", () => {
  const commands = readFileSync(SCRIPT, "utf8").match(
    /^(?:until )?(?:\.\/registrar|npx|export|eval|node)\b/gm,
  );
  expect(commands).toHaveLength(10);
});
