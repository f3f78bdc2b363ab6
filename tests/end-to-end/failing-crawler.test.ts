/** A crawler that fails: what was written waits with the reason, and the demonstration says it. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { keptByCrawlers } from "../../local/demo/crawls.ts";
import { createFunctionLog } from "../../local/demo/function-log.ts";
import { type Itinerary, travel } from "../../local/demo/journey.ts";
import { startPlatform } from "../../local/platform.ts";
import { withFolder } from "../cli/run.ts";
import { bars } from "../support/crawl-datasets.ts";

const MINUTE = 60_000;

test(
  "a file that is no Parquet fails three crawls, and the reason names the crawler and the file",
  () =>
    withFolder(async (folder) => {
      const [dataset] = keptByCrawlers([bars]);
      const path = join(folder, "x");
      await writeFile(path, "no Parquet");
      const key = `${bars.prefix}day=2025-11-26/x`;
      const itinerary: Itinerary = {
        uploads: (async function* () {
          yield { uploads: [{ dataset: dataset!, key, path }], label: "of bars" };
        })(),
        questions: [],
      };
      const platform = await startPlatform({ datasets: [dataset!], windowMs: 1000, glue: { crawlMs: 1 } });
      try {
        const witness = { done: () => {}, doing: () => {} };
        await expect(travel(platform, itinerary, createFunctionLog(), witness)).rejects.toMatchObject({
          code: "CRAWLER_FAILING",
          message: expect.stringMatching(
            /crawler \S+-crawler-bars_5m is READY, and its last 3 runs failed.*day=2025-11-26/s,
          ),
        });
        const starts = platform.emulator.requests.filter(({ operation }) => operation === "StartCrawler");
        expect(starts).toHaveLength(3);
      } finally {
        await platform.close();
      }
    }),
  2 * MINUTE,
);
