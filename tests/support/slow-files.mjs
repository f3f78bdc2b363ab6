/** Files that are named at most. */
const NAMED = 5;

/**
 * Lines that name the test files which took longer than `limit` seconds, the slowest first; none if no file did.
 * `results` are jest's, `[{ testFilePath, perfStats: { runtime } }]`, with milliseconds; `nameOf` shortens a path.
 */
export function slowFiles(results, limit, nameOf) {
  const slow = results
    .map(({ testFilePath, perfStats }) => ({ name: nameOf(testFilePath), seconds: perfStats.runtime / 1000 }))
    .filter(({ seconds }) => seconds > limit)
    .sort((one, other) => other.seconds - one.seconds);
  if (slow.length === 0) return [];
  const files = slow.length === 1 ? "1 test file" : `${slow.length} test files`;
  const named = slow
    .slice(0, NAMED)
    .map(({ name, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${name}`);
  return [`${files} took longer than ${limit} s${slow.length > NAMED ? "; the slowest" : ""}:`, ...named];
}
