import { worstOf } from "../outcome.ts";
import type { DeclaredDataset } from "../quality.ts";
import type { CheckResult } from "../result.ts";
import type { CauseRef, ResultCause } from "./cause.ts";
import { Evidence, isTrouble } from "./evidence.ts";
import { type Attribution, distinct, explain, keyOf } from "./rules.ts";

/**
 * Results that are not as they should be, by what explains them: each is in exactly one cause. `datasets` tell which is
 * made from which; what they do not tell is not explained. Pure; in the order of results.
 */
export function causesOf(
  results: readonly CheckResult[],
  datasets: readonly DeclaredDataset[],
): readonly ResultCause[] {
  const troubled = results.filter(isTrouble);
  const evidence = new Evidence(troubled, datasets);
  const groups = new Map<string, { readonly cause: CauseRef; readonly parts: Part[] }>();
  for (const result of troubled) {
    const explanation = explain(result, evidence);
    const [cause] = explanation.by;
    const group = groups.get(keyOf(cause)) ?? { cause, parts: [] };
    group.parts.push({ result, explanation });
    groups.set(keyOf(cause), group);
  }
  const anchors = new Set<string>();
  return [...groups.values()].map(({ cause, parts }) => causeOf(cause, parts, anchors));
}

interface Part {
  readonly result: CheckResult;
  readonly explanation: Attribution;
}

function causeOf(cause: CauseRef, parts: readonly Part[], anchors: Set<string>): ResultCause {
  const shown = parts.filter(({ explanation }) => explanation.isShown);
  // A check that is off shows nothing: then what follows is all that there is.
  const shownBy = resultsOf(shown.length > 0 ? shown : parts);
  const related = parts.flatMap(({ explanation: { by, partlyBy = [] } }) => [...by, ...partlyBy]);
  return {
    ...cause,
    anchor: anchorOf(cause, anchors),
    outcome: worstOf(parts.map(({ result }) => result.outcome)),
    shownBy,
    followedBy: resultsOf(parts).filter((result) => !shownBy.includes(result)),
    related: distinct(related).filter((one) => keyOf(one) !== keyOf(cause)),
  };
}

/** Newest session first; what is about the table as a whole before. */
function resultsOf(parts: readonly Part[]): readonly CheckResult[] {
  const day = (result: CheckResult) => result.day ?? "9999";
  return parts
    .map(({ result }) => result)
    .sort((one, other) => (day(one) === day(other) ? 0 : day(one) < day(other) ? 1 : -1));
}

/** "absent_symbol-trades-tsla". What would be the same after its letters were made safe gets a number. */
function anchorOf({ kind, dataset, about }: CauseRef, taken: Set<string>): string {
  const parts = kind === "failed_check" ? [about, dataset] : [kind, dataset, about];
  const text = parts.filter((part) => part !== "").join("-");
  const safe = text
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, "-")
    .slice(0, 80);
  let anchor = safe;
  for (let number = 2; taken.has(anchor); number++) anchor = `${safe}-${number}`;
  taken.add(anchor);
  return anchor;
}
