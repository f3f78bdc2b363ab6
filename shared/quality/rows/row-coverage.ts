import { type DeclaredRows, isOfMarket } from "../kinds/index.ts";
import type { Coverage } from "../result.ts";
import type { DayRows } from "./scan-part.ts";

/** A session as a whole, and its symbols, if it has any: the core ones and the first of the others. */
export function coverageOf(dataset: string, rows: DeclaredRows, day: DayRows): readonly Coverage[] {
  const { filled, slots, rowSession } = day;
  if (!isOfMarket(rows)) {
    return [{ dataset, day: rowSession.session.day, symbol: null, state: "present", share: null }];
  }
  const { core } = rows;
  const cell = (symbol: string | null, share: number, isThere: boolean): Coverage => ({
    dataset,
    day: rowSession.session.day,
    symbol,
    state: !isThere ? "missing" : share < 1 ? "partial" : "present",
    share,
  });
  const share = (symbol: string) => Math.min(1, (filled.get(symbol) ?? 0) / slots);
  const judged = core.length === 0 ? [...filled.keys()] : core;
  const mean = judged.reduce((sum, symbol) => sum + share(symbol), 0) / Math.max(1, judged.length);
  const symbols = [...new Set([...core, ...filled.keys()])];
  return [
    cell(null, mean, true),
    ...symbols.map((symbol) => cell(symbol, share(symbol), filled.has(symbol))),
  ];
}

/** A session that should have rows, and has none. */
export function coverageOfNothing(
  dataset: string,
  core: readonly string[],
  day: string,
): readonly Coverage[] {
  return [null, ...core].map((symbol) => ({ dataset, day, symbol, state: "missing", share: 0 }));
}
