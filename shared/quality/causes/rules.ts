import { createHash } from "node:crypto";
import type { CheckId } from "../checks/index.ts";
import type { CheckResult } from "../result.ts";
import type { CauseKind, CauseRef } from "./cause.ts";
import { type Evidence, isComparing, missingDays } from "./evidence.ts";
import { symbolsIn } from "./symbols.ts";

/** The causes that explain a result wholly, and those that have a part in it. */
export interface Attribution {
  /** The first is where it is told. Never empty. */
  readonly by: readonly [CauseRef, ...CauseRef[]];
  /** Does the result show the cause itself, or does it follow? */
  readonly isShown: boolean;
  readonly partlyBy?: readonly CauseRef[];
}

type Rule = (result: CheckResult, evidence: Evidence) => Attribution | undefined;

/** What explains a result: the first rule that knows. Nothing is explained away: if no rule does, it is its own cause. */
export function explain(result: CheckResult, evidence: Evidence): Attribution {
  for (const rule of RULES) {
    const found = rule(result, evidence);
    if (found !== undefined) return found;
  }
  return { by: [ref("failed_check", result.dataset, result.checkId)], isShown: true };
}

/** From what explains most to what explains least. */
const RULES: readonly Rule[] = [
  missingTable,
  missingSession,
  emptySession,
  absentSymbol,
  missingColumn,
  notEvaluated,
  misfiledRows,
  sameSymbols,
];

function ref(kind: CauseKind, dataset: string, about = ""): CauseRef {
  return { kind, dataset, about };
}

/** Everything that needs a table which is not there: late, stale, without data. */
function missingTable(result: CheckResult, evidence: Evidence): Attribution | undefined {
  if (result.reason !== "missing_table") return undefined;
  const isOwn = !isComparing(result) || evidence.lacksTable(result.dataset);
  const dataset = isOwn ? result.dataset : evidence.comparedWith(result);
  return { by: [ref("missing_table", dataset)], isShown: result.checkId === "partition.present" };
}

/** Everything of a session that is not there, also of what is made from it. */
function missingSession(result: CheckResult, evidence: Evidence): Attribution | undefined {
  const { dataset, checkId, reason } = result;
  const isShown = checkId === "partition.present";
  const days = missingDays(result);
  if (days.length > 0) {
    const roots = distinct(days.map((day) => rootOfGap(dataset, day, evidence)));
    const [first, ...others] = roots;
    return { by: [first!, ...others], isShown: isShown && first!.dataset === dataset };
  }
  if (checkId === "partition.drift" && isUnregistered(result, evidence)) {
    return { by: [rootOfGap(dataset, result.day!, evidence)], isShown: false };
  }
  if (reason !== "missing_partition") return undefined;
  const of =
    isComparing(result) && !lacks(dataset, result.day, evidence) ? evidence.comparedWith(result) : dataset;
  return { by: [rootOfGap(of, result.day, evidence)], isShown: isShown && of === dataset };
}

/** The first dataset that lacks it, of those that this one is made from. A day of null: it lacks everything. */
function rootOfGap(dataset: string, day: string | null, evidence: Evidence): CauseRef {
  const root = evidence.rootOf(dataset, (name) => lacks(name, day, evidence));
  const table = evidence.parents(root).find((name) => evidence.lacksTable(name));
  return table === undefined ? ref("missing_session", root) : ref("missing_table", table);
}

function lacks(dataset: string, day: string | null, evidence: Evidence): boolean {
  return evidence.lacksPartitions(dataset) || (day !== null && evidence.lacksSession(dataset, day));
}

/** Its objects are there, and Glue does not know them. */
function isUnregistered({ dataset, day, samples, value }: CheckResult, evidence: Evidence): boolean {
  const areAll = samples.length === value && samples.every(({ difference }) => difference === "unregistered");
  return day !== null && areAll && evidence.lacksSession(dataset, day);
}

/** A partition without a row, and what is made from it. */
function emptySession(result: CheckResult, evidence: Evidence): Attribution | undefined {
  const { reason, day, dataset } = result;
  if (reason !== "no_rows" || day === null) return undefined;
  const root = evidence.rootOf(dataset, (name) => evidence.lacksRows(name, day));
  return { by: [ref("empty_session", root)], isShown: root === dataset && !isComparing(result) };
}

/** A symbol that is in none of the tables is one cause: it never came to the first. */
function absentSymbol(result: CheckResult, evidence: Evidence): Attribution | undefined {
  if (result.checkId !== "complete.symbols") return undefined;
  const { dataset, day } = result;
  const symbols = evidence.absentSymbols(dataset, day);
  if (symbols.size === 0) return undefined;
  const root = evidence.rootOf(dataset, (name) => {
    const absent = evidence.absentSymbols(name, day);
    return [...symbols].every((symbol) => absent.has(symbol));
  });
  const about = [...evidence.absentSymbols(root, day)].sort().join(" ");
  return { by: [ref("absent_symbol", root, about)], isShown: root === dataset };
}

/** What reads a column that the table lacks, if that is known of the table. */
function missingColumn(
  { dataset, outcome, message }: CheckResult,
  evidence: Evidence,
): Attribution | undefined {
  if (outcome !== "error") return undefined;
  const words = new Set(message.split(/[^\w]+/));
  const lacking = evidence.lineage(dataset).find((name) => {
    const samples = evidence.find(name, "schema.contract", null)?.samples ?? [];
    return samples.some(({ column, found }) => found === null && words.has(String(column)));
  });
  return lacking === undefined
    ? undefined
    : { by: [ref("failed_check", lacking, "schema.contract")], isShown: false };
}

/** What one refusal kept from being judged. A query's own failure is told from others by its message. */
function notEvaluated(result: CheckResult, evidence: Evidence): Attribution | undefined {
  const { outcome, reason, message, dataset } = result;
  if (outcome !== "error" || reason === null) return undefined;
  const other = evidence.comparedWith(result);
  const isTheirs = isComparing(result) && evidence.tells(other, reason, message);
  const about = reason === "query_failed" ? `${reason} ${digestOf(message)}` : reason;
  return { by: [ref("not_evaluated", isTheirs ? other : dataset, about)], isShown: !isTheirs };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 6);
}

/** A row of another day lies outside of the session's hours, too. */
function misfiledRows(
  { checkId, dataset, day, measured }: CheckResult,
  evidence: Evidence,
): Attribution | undefined {
  const misfiled = checkId === "session.bounds" && evidence.find(dataset, "day.misfiled", day);
  if (!misfiled || misfiled.value === null || misfiled.value !== measured) return undefined;
  return { by: [ref("failed_check", dataset, misfiled.checkId)], isShown: false };
}

/** Checks whose symbols may be in trouble by others alone, and by which: of the same session, here or further up. */
const BY_SYMBOLS: Partial<Record<CheckId, readonly CheckId[]>> = {
  "partition.drift": ["complete.symbols"],
  "complete.bars": ["complete.symbols"],
  "reconcile.bars_trades": ["complete.symbols", "complete.bars", "unique.key"],
  "reconcile.features_bars": ["complete.symbols", "complete.bars"],
};

/** Whole, if every symbol has its explanation; if one alone explains all, that one. */
function sameSymbols(result: CheckResult, evidence: Evidence): Attribution | undefined {
  const { dataset, checkId, day } = result;
  const checks = BY_SYMBOLS[checkId] ?? [];
  const symbols = symbolsIn(result, evidence.symbolColumn(dataset));
  if (symbols === undefined) return undefined;
  const others = evidence.lineage(dataset).flatMap((name) =>
    checks.flatMap((check) => {
      const other = evidence.find(name, check, day);
      const named = other && symbolsIn(other, evidence.symbolColumn(name));
      const shared = [...symbols].filter((symbol) => named?.has(symbol));
      return shared.length === 0 ? [] : [{ other: other!, shared }];
    }),
  );
  const explained = new Set(others.flatMap(({ shared }) => shared));
  const alone = others.find(({ shared }) => shared.length === symbols.size);
  const causes = distinct((alone ? [alone] : others).flatMap(({ other }) => explain(other, evidence).by));
  const [first, ...more] = causes;
  if (first === undefined) return undefined;
  if (explained.size === symbols.size) return { by: [first, ...more], isShown: false };
  return { by: [ref("failed_check", dataset, checkId)], isShown: true, partlyBy: causes };
}

/** Causes without repetition. */
export function distinct(refs: readonly CauseRef[]): CauseRef[] {
  return [...new Map(refs.map((one) => [keyOf(one), one])).values()];
}

export function keyOf({ kind, dataset, about }: CauseRef): string {
  return JSON.stringify([kind, dataset, about]);
}
