import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { LIMITS, type Limit, type LimitId } from "./limits.ts";
import type { CountedStage } from "./stage-size.ts";

/** How near a stage is to a limit: of several things that have it, the nearest. */
export interface LimitUsage {
  readonly limit: LimitId;
  readonly name: string;
  readonly unit: string;
  /** The logical id of the thing; undefined: the whole stack. */
  readonly of: string | undefined;
  readonly used: number;
  readonly most: number;
}

/** Of every limit that a stage has to do with. */
export function usageOf(stage: CountedStage): readonly LimitUsage[] {
  return entries().flatMap(([limit, { name, unit, most, count }]) => {
    const [nearest] = count(stage).toSorted((one, other) => other.used - one.used);
    return nearest === undefined ? [] : [{ limit, name, unit, of: nearest.of, used: nearest.used, most }];
  });
}

/**
 * Is nine tenths of it used up? What is shared or shortened when it is full says nothing before it is crossed: a role's
 * policy that names folders is as long as it may be.
 */
export const isNear = ({ limit, used, most }: LimitUsage): boolean =>
  used > most || (used > 0.9 * most && !SHRINKING.has(limit));

const SHRINKING: ReadonlySet<LimitId> = new Set(["notifications", "eventPattern", "inlinePolicies"]);

/** "resources of a stack: 455 of 500" */
export const usageText = ({ name, of, used, most, unit }: LimitUsage): string =>
  `${of === undefined ? name : `${name} (${of})`}: ${number(used)} of ${number(most)} ${unit}`;

/** What AWS would refuse, one sentence each: the limit, the number, the datasets, and what to do. */
export function* exceeded(stage: CountedStage): Generator<string> {
  for (const [, limit] of entries()) {
    for (const { of, used, datasets } of limit.count(stage)) {
      if (used > limit.most) yield sentence(limit, of, used, datasets);
    }
  }
}

const entries = () => Object.entries(LIMITS) as readonly [LimitId, Limit][];

function sentence(
  { name, most, unit, remedy, source }: Limit,
  of: string | undefined,
  used: number,
  datasets: readonly DeclaredDataset[],
) {
  const what = of === undefined ? name : `${name} (${of})`;
  return `${what}: ${number(used)} ${unit}, AWS takes ${number(most)}; for ${listed(datasets)}; ${remedy} (${source})`;
}

const number = (value: number) => value.toLocaleString("en-US");

/** Of a hundred names the first few tell which list is meant. */
function listed(datasets: readonly DeclaredDataset[]): string {
  const names = datasets.map(({ name }) => name);
  const more = names.length - SHOWN;
  const shown = names.slice(0, SHOWN).join(", ");
  return more > 0
    ? `${shown} and ${more} more datasets`
    : `${names.length === 1 ? "dataset" : "datasets"} ${shown}`;
}

const SHOWN = 5;
