/** Symbols that a message names; the samples name more. */
const NAMED = 5;
/** Symbols of which rows are missing that the samples name, those that lack most. */
export const SYMBOLS_SHOWN = 50;

/** "AAPL, MSFT and 3 more" */
export function namesOf(names: readonly string[]): string {
  const others = names.length - NAMED;
  return `${names.slice(0, NAMED).join(", ")}${others > 0 ? ` and ${others} more` : ""}`;
}
