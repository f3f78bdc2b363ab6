import type { Kind, MarketRows } from "./kind.ts";

export interface TradeRows extends MarketRows {
  readonly kind: "trades";
  /** With the symbol it identifies a row. */
  readonly id: string;
  readonly price: string;
  readonly size: string;
}

export const trades: Kind<TradeRows> = {
  name: "trades",
  roles: {
    symbol: { column: "text" },
    time: { column: "timestamp" },
    id: { column: "identity" },
    price: { column: "number" },
    size: { column: "number" },
  },
  slots: "many rows",
  keys: ({ symbol, id }) => [symbol, id],
  values: ({ price, size }) => [{ name: price }, { name: size }],
  amounts: ({ price, size }) => ({ columns: [price, size], bound: "> 0" }),
};
