import type { CalendarDeclaration } from "../calendar/declaration.ts";
import type { Sla } from "../calendar/sla.ts";
import type { CheckId, Thresholds } from "./checks.ts";

/** What a dataset promises. Declared in shared/datasets.ts, held to by the validator. */
export interface Quality {
  /** The days on which there is data. */
  readonly calendar: CalendarDeclaration;
  /** When the data of a session have to be there. */
  readonly sla: Sla;
  /** Is it looked at every half hour of an open session, too? Default: after the close only. */
  readonly intraday?: boolean;
  /** What its rows are; without it only partitions and schema are looked at. */
  readonly rows?: Rows;
  /** The dataset that this one is computed from, for freshness.pipeline. */
  readonly source?: string;
  /** Other thresholds than the check's own, or "off". */
  readonly checks?: { readonly [Id in CheckId]?: Partial<Thresholds> | "off" };
  /** Known incidents: what would fail warns, and stays visible. */
  readonly acknowledged?: readonly Acknowledgement[];
}

export interface Acknowledgement {
  readonly check: CheckId;
  /** The session, YYYY-MM-DD; left out: what the check says of the table as a whole. */
  readonly day?: string;
  /** The last day, YYYY-MM-DD, on which it is borne. */
  readonly until: string;
  readonly reason: string;
}

/** Columns by the part they play. All times are UTC timestamps without a zone; `day` is the session in New York. */
export type Rows = TradeRows | BarRows | FeatureRows;

interface AnyRows {
  readonly symbol: string;
  /** Symbols that every session has to have. */
  readonly core: readonly string[];
}

export interface TradeRows extends AnyRows {
  readonly kind: "trades";
  readonly time: string;
  /** With the symbol it identifies a row. */
  readonly id: string;
  readonly price: string;
  readonly size: string;
}

export interface BarRows extends AnyRows {
  readonly kind: "bars";
  /** When the bar begins. */
  readonly time: string;
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

export interface FeatureRows extends AnyRows {
  readonly kind: "features";
  /** When the bar begins that the features are of. */
  readonly time: string;
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
