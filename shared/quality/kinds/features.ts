import type { Kind, MarketRows } from "./kind.ts";

/** The time of a row is when the bar begins that its features are of. */
export interface FeatureRows extends MarketRows {
  readonly kind: "features";
  /** When they were known: never after the bar's end. */
  readonly asOf: string;
  readonly values: readonly string[];
  /** Least and greatest value allowed, by column. */
  readonly bounds?: Readonly<Record<string, readonly [least: number, greatest: number]>>;
  /** Bars at the beginning of a session for which values may be NULL. */
  readonly warmUp: number;
  /** The dataset of the bars, for reconcile.features_bars. */
  readonly from?: string;
}

export const features: Kind<FeatureRows> = {
  name: "features",
  roles: {
    symbol: { column: "text" },
    time: { column: "timestamp" },
    asOf: { column: "timestamp" },
    values: { columns: "number" },
    bounds: { boundsOf: "number", optional: true },
    warmUp: { bars: "0 or more" },
  },
  slots: "one row",
  madeFrom: "bars",
  keys: ({ symbol, time }) => [symbol, time],
  values: ({ values }) => values.map((name) => ({ name })),
  warmUp: ({ warmUp }) => warmUp,
};
