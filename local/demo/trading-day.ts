/** The demonstration of the platform's own datasets: a seeded market, and one mistake. */
import { join } from "node:path";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import type { Itinerary, Upload, UploadBatch } from "./journey.ts";
import { SESSIONS, writeMarket } from "./market.ts";
import { MARKET } from "./market-datasets.ts";

export const SEED = 20251126;
/** A day that is none: November has 30. Somebody's job writes it one day. */
const IMPOSSIBLE = "stock-trades-platform/raw/trades/day=2025-11-31/symbol=AAPL/part-0.parquet";

export function tradingDays(folder: string, datasets: readonly Dataset[] = MARKET): Itinerary {
  const bars = datasets.find(({ name }) => name === "bars_5m")!;
  const { day } = SESSIONS.at(-1)!;
  return {
    uploads: uploads(folder, datasets),
    questions: [
      {
        title: `who moved most on ${day}, a half day`,
        dataset: bars,
        sql: [
          "SELECT symbol, count(*) AS bars,",
          "  round((max_by(close, bar_start) / min_by(open, bar_start) - 1) * 100, 2) AS change_percent,",
          "  sum(volume) AS volume",
          `FROM bars_5m WHERE day = '${day}'`,
          "GROUP BY symbol ORDER BY abs(max_by(close, bar_start) / min_by(open, bar_start) - 1) DESC LIMIT 5",
        ].join("\n"),
      },
    ],
  };
}

async function* uploads(folder: string, datasets: readonly Dataset[]): AsyncGenerator<UploadBatch> {
  let example: Upload | undefined;
  for await (const files of writeMarket(join(folder, "market"), SEED, datasets)) {
    example ??= files[0];
    yield { uploads: files, label: `of ${files[0]!.dataset.name}` };
  }
  if (example !== undefined) {
    yield { uploads: [{ ...example, key: IMPOSSIBLE }], label: "of a day that does not exist" };
  }
}
