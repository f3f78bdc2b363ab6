import type { DeclaredRows } from "./index.ts";
import type { Kind, MarketRows } from "./kind.ts";

/** The time of a row is when its bar begins. */
export interface BarRows extends MarketRows {
  readonly kind: "bars";
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** Shares or contracts; left out where bars have none, as those of an index. */
  readonly volume?: string;
  /** The number of trades, likewise. */
  readonly trades?: string;
  /** The dataset of the trades that the bars are made of, for reconcile.bars_trades and complete.bars. */
  readonly from?: string;
}

export const bars: Kind<BarRows> = {
  name: "bars",
  roles: {
    symbol: { column: "text" },
    time: { column: "timestamp" },
    open: { column: "number" },
    high: { column: "number" },
    low: { column: "number" },
    close: { column: "number" },
    volume: { column: "number", optional: true },
    trades: { column: "number", optional: true },
  },
  slots: "one row",
  madeFrom: "trades",
  keys: ({ symbol, time }) => [symbol, time],
  values: (rows) => [
    ...pricesOf(rows).map((name) => ({ name, countedBy: rows.trades })),
    ...countsOf(rows).map((name) => ({ name })),
  ],
  amounts: (rows) => ({ columns: countsOf(rows), bound: ">= 0" }),
};

export function isBars(rows: DeclaredRows | undefined): rows is BarRows {
  return rows?.kind === bars.name;
}

export function pricesOf({ open, high, low, close }: BarRows): readonly [string, string, string, string] {
  return [open, high, low, close];
}

/** Those of an index have neither. */
function countsOf({ volume, trades }: BarRows): string[] {
  return [volume, trades].filter((name) => name !== undefined);
}
