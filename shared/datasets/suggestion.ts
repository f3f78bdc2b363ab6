/** What somebody may have meant who typed another word. */

/** `; did you mean "prefix"?` behind a sentence about an unknown word, or nothing where no known word is near. */
export function didYouMean(word: unknown, known: Iterable<string>): string {
  const near = typeof word === "string" ? nearest(word, known) : undefined;
  return near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
}

/** The known word that takes the fewest edits, if they are few for its length. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const fewEnough = [...known]
    .map((candidate) => ({ candidate, edits: editsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((one, other) => one.edits - other.edits);
  return fewEnough[0]?.candidate;
}

/** Characters inserted, deleted or replaced, and neighbours exchanged: the distance of optimal string alignment. */
function editsBetween(one: string, other: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, n) => n)];
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isExchanged =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          last[column]! + 1,
          current[column - 1]! + 1,
          last[column - 1]! + (isSame ? 0 : 1),
          isExchanged ? beforeLast[column - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length]!;
}
