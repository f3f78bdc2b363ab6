/** Prefixes that share a way to be heard or allowed, and what one that covers several of them may cover. */
export interface PrefixGroup {
  readonly prefixes: readonly string[];
  /** May one prefix stand for all of its group that it covers, though it covers more? */
  readonly mayCover: (prefix: string) => boolean;
}

/**
 * For each group the prefixes that cover all of its own: those themselves as long as `isSmall` says yes, then fewer. Each
 * step takes the longest prefix that several have in common, anywhere, so nothing is wider than it has to be, and the
 * same groups give the same answer in any order. Where nothing more can be merged it answers what does not fit.
 *
 * `cut` shortens what prefixes have in common to where a covering one may end; by default at any character.
 */
export function coveringPrefixes(
  groups: readonly PrefixGroup[],
  isSmall: (covers: readonly (readonly string[])[]) => boolean,
  cut: (common: string) => string = (common) => common,
): readonly (readonly string[])[] {
  let covers: readonly (readonly string[])[] = groups.map(({ prefixes }) => prefixes);
  while (!isSmall(covers)) {
    const merged = longestMerge(groups, covers, cut);
    if (merged === undefined) return covers;
    covers = covers.map((group, index) => (index === merged.group ? withCover(group, merged.cover) : group));
  }
  return covers;
}

interface Merge {
  readonly group: number;
  readonly cover: string;
}

/** The next step. Of equally long ones the first text, then the first group. */
function longestMerge(
  groups: readonly PrefixGroup[],
  covers: readonly (readonly string[])[],
  cut: (common: string) => string,
): Merge | undefined {
  const merges = covers.flatMap((group, index) =>
    commonPrefixes(group, cut)
      .filter((cover) => groups[index]!.mayCover(cover))
      .map((cover): Merge => ({ group: index, cover })),
  );
  return merges.sort(byLength)[0];
}

/** Sorted texts with a common prefix are neighbours. */
function commonPrefixes(prefixes: readonly string[], cut: (common: string) => string): string[] {
  const sorted = [...prefixes].sort();
  return sorted
    .slice(1)
    .map((prefix, index) => cut(common(sorted[index]!, prefix)))
    .filter((cover) => cover !== "");
}

function common(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}

const byLength = (one: Merge, other: Merge) =>
  other.cover.length - one.cover.length ||
  (one.cover < other.cover ? -1 : one.cover > other.cover ? 1 : one.group - other.group);

/** Where the first of those that it covers was. */
function withCover(prefixes: readonly string[], cover: string): readonly string[] {
  const first = prefixes.findIndex((prefix) => prefix.startsWith(cover));
  return prefixes.flatMap((prefix, index) =>
    index === first ? [cover] : prefix.startsWith(cover) ? [] : [prefix],
  );
}
