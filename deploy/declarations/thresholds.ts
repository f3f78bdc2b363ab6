import { quoted } from "../../shared/runtime/text.ts";

/** What is wrong with the thresholds of a check, the default ones in the place of those that are left out. */
export function* problemsOfThresholds(
  shown: string,
  { warn, fail }: { readonly warn?: unknown; readonly fail?: unknown },
): Generator<string> {
  const wrong = Object.entries({ warn, fail }).filter(([, value]) => !isThreshold(value));
  for (const [field, value] of wrong) {
    yield `${shown}: ${field} ${typeof value === "number" ? value : quoted(value)} must be a number of 0 or more, or null for never`;
  }
  if (wrong.length === 0 && typeof warn === "number" && typeof fail === "number" && warn > fail) {
    yield `${shown} could never warn: it warns above ${warn} and fails above ${fail}`;
  }
}

function isThreshold(value: unknown): boolean {
  return value === null || (typeof value === "number" && Number.isFinite(value) && value >= 0);
}
