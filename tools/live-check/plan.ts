import { type Check, isAutomatic } from "./check.ts";

/** USD that all checks may cost together, at most. */
export const BUDGET = 1;

export const costOf = (checks: readonly Check[]): number =>
  checks.reduce((sum, { cost }) => sum + Math.round(cost * 100), 0) / 100;

/** The checks of these ids, in their order; all if none is named. Throws RangeError for one that there is not. */
export function chosen(checks: readonly Check[], ids: readonly string[]): readonly Check[] {
  const unknown = ids.filter((id) => !checks.some((check) => check.id === id));
  if (unknown.length > 0) {
    throw new RangeError(
      `there is no check ${unknown.join(", ")}; there are ${checks.map(({ id }) => id).join(", ")}`,
    );
  }
  return ids.length === 0 ? checks : checks.filter(({ id }) => ids.includes(id));
}

/** What would be done, asked by nobody's credentials. */
export function planOf(checks: readonly Check[]): string {
  const lines = checks.flatMap((check) => [
    `${check.id}  (${isAutomatic(check) ? `at most ${usd(check.cost)}` : "by hand"})`,
    `  assumed   ${check.assumption}`,
    `  relied on ${check.reliesOn.join(", ")}`,
    isAutomatic(check) ? `  calls     ${check.calls.join(", ")}` : `  to do     ${check.byHand}`,
    "",
  ]);
  return [...lines, `${checks.length} checks, at most ${usd(costOf(checks))} at list prices.`].join("\n");
}

const usd = (cost: number) => `${cost.toFixed(2)} USD`;
