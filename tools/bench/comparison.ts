/** Two trees, each measured several times: is the one worse than the other, and is the difference more than noise? */
import { renderTable } from "../../cli/terminal.ts";
import { type Entry, isTimed, rounded } from "./goal.ts";
import { median } from "./median.ts";

/** What is compared of a report. */
export type Measured = Pick<Entry, "name" | "unit" | "ratio" | "ratioOf" | "goal">;

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface Compared {
  readonly name: string;
  readonly ratioOf: string;
  readonly timed: boolean;
  readonly ours: Spread;
  readonly theirs: Spread;
  /** By how much our median is worse than theirs: 0.1 is 10 %; below zero it is better. */
  readonly worseBy: number;
  readonly worse: boolean;
  /** Does some measurement of ours lie within theirs? Then noise alone may have made the difference. */
  readonly overlapping: boolean;
}

/** A ratio may be worse by so much. */
export const TOLERANCE = 0.1;

/** One for everything that every report of both has. A measurement that only one tree makes says nothing. */
export function compare(
  ours: readonly (readonly Measured[])[],
  theirs: readonly (readonly Measured[])[],
): readonly Compared[] {
  const [first = []] = ours;
  return first.flatMap(({ name, unit, ratioOf, goal }) => {
    const [our, their] = [ratiosOf(name, ours), ratiosOf(name, theirs)];
    if (our === undefined || their === undefined) return [];
    const [mine, other] = [median(our), median(their)];
    // A goal says which way is better.
    const worseBy = goal.atMost === undefined ? other / mine - 1 : mine / other - 1;
    return {
      name,
      ratioOf,
      timed: isTimed({ unit }),
      ours: spreadOf(our),
      theirs: spreadOf(their),
      worseBy: rounded(worseBy),
      // What is no number is no proof that nothing got worse.
      worse: !(worseBy <= TOLERANCE),
      overlapping: Math.min(...our) <= Math.max(...their) && Math.min(...their) <= Math.max(...our),
    };
  });
}

/** What only one of the two trees measures. */
export function unmatched(
  ours: readonly (readonly Measured[])[],
  theirs: readonly (readonly Measured[])[],
): readonly string[] {
  const compared = new Set(compare(ours, theirs).map(({ name }) => name));
  const all = new Set([...ours, ...theirs].flat().map(({ name }) => name));
  return [...all].filter((name) => !compared.has(name));
}

/** Undefined unless every report has it. */
function ratiosOf(name: string, reports: readonly (readonly Measured[])[]): readonly number[] | undefined {
  const ratios = reports.map((entries) => entries.find((entry) => entry.name === name)?.ratio);
  // In JSON a figure that is none is null.
  return ratios.includes(undefined) ? undefined : ratios.map((ratio) => ratio ?? Number.NaN);
}

const spreadOf = (ratios: readonly number[]): Spread => ({
  median: rounded(median(ratios)),
  least: rounded(Math.min(...ratios)),
  most: rounded(Math.max(...ratios)),
});

/** In words: "import time: 1.42 (1.4 to 1.45) against 1.2 (1.19 to 1.3), 18 % worse". */
export function describe({ name, ours, theirs, worseBy, overlapping }: Compared): string {
  const percent = Math.round(Math.abs(worseBy) * 100);
  const words = `${name}: ${inWords(ours)} against ${inWords(theirs)}, ${percent} % ${worseBy > 0 ? "worse" : "better"}`;
  return overlapping && worseBy > TOLERANCE
    ? `${words}; the two overlap, measure again on a quiet machine`
    : words;
}

const inWords = ({ median, least, most }: Spread) => `${median} (${least} to ${most})`;

export function comparisonTable(compared: readonly Compared[], columns: number): string {
  const rows = compared.map((one) => [
    one.name,
    inWords(one.ours),
    inWords(one.theirs),
    `${one.worseBy > 0 ? "+" : ""}${Math.round(one.worseBy * 100)} %`,
    one.worse ? "WORSE" : "",
  ]);
  return renderTable(["ratio of", "this tree", "the other", "worse by", ""], rows, columns);
}
