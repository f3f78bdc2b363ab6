/** What can be wrong with a market's data, planted so that somebody can see it being found. */
import { join } from "node:path";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import type { CheckId } from "../../shared/quality/checks/index.ts";
import type { CheckResult } from "../../shared/quality/result.ts";
import type { UploadBatch } from "./journey.ts";
import { type MarketSession, type Plant, SESSIONS, writeMarket } from "./market.ts";
import { SEED } from "./trading-day.ts";

/** The two sessions after the clean ones: what is wrong with rows is in the first, what is not there in the second. */
export const FLAWED_SESSIONS: readonly MarketSession[] = [
  { day: "2025-12-01", open: "14:30:00", close: "21:00:00", bars: 78 },
  { day: "2025-12-02", open: "14:30:00", close: "21:00:00", bars: 78 },
];
const [ROWS, ABSENCE] = FLAWED_SESSIONS.map(({ day }) => day) as [string, string];
const THANKSGIVING = "2025-11-27";

/** A check of a dataset's session; of the table as a whole without one. */
export interface DefectPlace {
  readonly dataset: string;
  readonly check: CheckId;
  readonly day: string | null;
}

export interface Defect extends DefectPlace {
  readonly what: string;
  readonly plants: readonly Plant[];
  /** Checks besides its own that rightly do not pass because of it. */
  readonly follows: readonly DefectPlace[];
}

const at = (dataset: string, day: string | null, ...checks: readonly CheckId[]): DefectPlace[] =>
  checks.map((check) => ({ dataset, check, day }));

/** Each in another symbol or session, so that none hides another. */
export const DEFECTS: readonly Defect[] = [
  {
    what: "a bar is missing: AAPL at 10:30",
    dataset: "bars_5m",
    check: "complete.bars",
    day: ROWS,
    plants: [
      {
        dataset: "bars_5m",
        sql: `DELETE FROM written WHERE symbol = 'AAPL' AND bar_start = TIMESTAMP '${ROWS} 15:30:00'`,
      },
    ],
    // The trades of the bar are there, and its features are.
    follows: [
      ...at("bars_5m", ROWS, "complete.gaps", "reconcile.bars_trades"),
      ...at("ml_features_5m", ROWS, "reconcile.features_bars"),
    ],
  },
  {
    what: "a bar is there twice: MSFT at 11:00",
    dataset: "bars_5m",
    check: "unique.key",
    day: ROWS,
    plants: [
      {
        dataset: "bars_5m",
        sql: `INSERT INTO written FROM written WHERE symbol = 'MSFT' AND bar_start = TIMESTAMP '${ROWS} 16:00:00'`,
      },
    ],
    follows: at("bars_5m", ROWS, "reconcile.bars_trades"),
  },
  {
    what: "high and low of a bar are swapped: GOOGL at 11:30",
    dataset: "bars_5m",
    check: "ohlc.invariant",
    day: ROWS,
    plants: [
      {
        dataset: "bars_5m",
        sql: `UPDATE written SET high = low - 0.01, low = high WHERE symbol = 'GOOGL' AND bar_start = TIMESTAMP '${ROWS} 16:30:00'`,
      },
    ],
    follows: [],
  },
  {
    what: "a feature is NaN for an hour: volatility_30m of AMZN",
    dataset: "ml_features_5m",
    check: "feature.health",
    day: ROWS,
    plants: [
      {
        dataset: "ml_features_5m",
        sql: `UPDATE written SET volatility_30m = 'NaN' WHERE symbol = 'AMZN'
          AND bar_start >= TIMESTAMP '${ROWS} 17:00:00' AND bar_start < TIMESTAMP '${ROWS} 18:00:00'`,
      },
    ],
    follows: [],
  },
  {
    what: "a trade of November 28 lies in the partition of December 1: XOM",
    dataset: "trades",
    check: "day.misfiled",
    day: ROWS,
    plants: [
      {
        dataset: "trades",
        sql: `INSERT INTO written SELECT * REPLACE (trade_id + 1000000000 AS trade_id, ts - INTERVAL 3 DAY AS ts)
          FROM written WHERE day = '${ROWS}' AND symbol = 'XOM' AND seq_no = 1`,
      },
    ],
    follows: at("trades", ROWS, "session.bounds"),
  },
  {
    what: "a symbol never came: TSLA",
    dataset: "trades",
    check: "complete.symbols",
    day: ABSENCE,
    plants: ["trades", "bars_5m"].map((dataset) => ({
      dataset,
      sql: `DELETE FROM written WHERE symbol = 'TSLA' AND day = '${ABSENCE}'`,
    })),
    // Where there is no trade there is no bar to miss.
    follows: at("bars_5m", ABSENCE, "complete.symbols"),
  },
  {
    what: "a table is late: it has nothing of December 2",
    dataset: "ml_features_5m",
    check: "partition.present",
    day: ABSENCE,
    plants: [{ dataset: "ml_features_5m", sql: `DELETE FROM written WHERE day = '${ABSENCE}'` }],
    follows: at("ml_features_5m", ABSENCE, "freshness.session", "freshness.pipeline"),
  },
  {
    what: "a job ran on Thanksgiving, and wrote Wednesday's bars again",
    dataset: "bars_5m",
    check: "partition.nonsession",
    day: null,
    plants: [
      {
        dataset: "bars_5m",
        sql: `INSERT INTO written SELECT * REPLACE ('${THANKSGIVING}' AS day) FROM bars_5m WHERE day = '${SESSIONS[0]!.day}'`,
      },
    ],
    follows: [],
  },
];

/** The flawed sessions, one dataset after the other. */
export async function* flawedDays(folder: string, datasets: readonly Dataset[]): AsyncGenerator<UploadBatch> {
  const chapter = {
    sessions: FLAWED_SESSIONS,
    after: SESSIONS,
    plants: DEFECTS.flatMap(({ plants }) => plants),
  };
  for await (const uploads of writeMarket(join(folder, "flawed-market"), SEED, datasets, chapter)) {
    yield { uploads, label: `of ${uploads[0]!.dataset.name}, flawed,` };
  }
}

/** What was planted, and what became of it. */
export interface Discovery {
  readonly defect: Defect;
  /** The result of the defect's own check; undefined if it passed. */
  readonly found: CheckResult | undefined;
  /** Others that follow from it. */
  readonly followed: readonly CheckResult[];
}

/** Sets what was planted against what was found; `others` are the results that nothing explains. */
export function discoveriesIn(
  results: readonly CheckResult[],
  planted: readonly Defect[] = DEFECTS,
): { readonly discoveries: readonly Discovery[]; readonly others: readonly CheckResult[] } {
  const troubles = results.filter(({ outcome }) => outcome !== "pass" && outcome !== "skipped");
  const discoveries = planted.map((defect) => ({
    defect,
    found: troubles.find((result) => isAt(defect, result)),
    followed: troubles.filter((result) => isConsequence(defect, result)),
  }));
  const explained = new Set(discoveries.flatMap(({ found, followed }) => [found, ...followed]));
  return { discoveries, others: troubles.filter((result) => !explained.has(result)) };
}

function isAt({ dataset, check, day }: DefectPlace, result: CheckResult): boolean {
  return result.dataset === dataset && result.checkId === check && result.day === day;
}

/** Where a partition is missing there are no rows to look at, either. */
function isConsequence({ follows, dataset, check, day }: Defect, result: CheckResult): boolean {
  if (follows.some((place) => isAt(place, result))) return true;
  const isMissing = check === "partition.present" && result.reason === "missing_partition";
  return isMissing && result.dataset === dataset && result.day === day;
}
