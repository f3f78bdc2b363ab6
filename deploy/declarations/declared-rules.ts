import type { FieldsOf, Shape } from "../../shared/datasets/shape.ts";
import { type RowRule, thresholdsOfRule } from "../../shared/quality/rules/rule.ts";
import type { ValidatedDataset } from "../../shared/quality/snapshot.ts";
import { quoted } from "../../shared/runtime/text.ts";
import { problemsOfOwner } from "./responsible.ts";
import { shownRule } from "./shown-rule.ts";
import { problemsOfThresholds } from "./thresholds.ts";

/** What a declared rule looks like. Its SQL is judged by deploy/rules. */
export const RULE = {
  name: "text",
  wrong: "text",
  "where?": "text",
  "warn?": "anything",
  "fail?": "anything",
  "owner?": "anything",
} satisfies FieldsOf<RowRule> & Shape;

/** All of them are columns of one query, whose text may have 262,144 bytes. https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
const MOST_RULES = 50;
const NAME = /^[a-z][a-z0-9_]{0,39}$/;

/** Everything that is wrong with a dataset's rules but for their SQL, one sentence each. */
export function* problemsOfDeclaredRules({ quality }: ValidatedDataset): Generator<string> {
  const { rules = [], rows } = quality;
  if (rules.length > 0 && rows === undefined) {
    yield `rules read rows, and no rows are declared; rows: { kind: "generic" } will do`;
  }
  if (rules.length > MOST_RULES) yield `rules are ${rules.length}, and may be ${MOST_RULES} of a dataset`;
  const seen = new Set<unknown>();
  for (const [index, rule] of rules.entries()) {
    const { name, warn, fail, owner }: Partial<RowRule> = rule ?? {};
    const shown = shownRule(rule, index);
    if (typeof name === "string" && !NAME.test(name)) {
      yield `${shown}: name ${quoted(name)} must be a letter followed by at most 39 of a-z, 0-9 and "_"`;
    }
    if (name !== undefined && seen.has(name)) yield `${shown}: name ${quoted(name)} is declared twice`;
    seen.add(name);
    yield* problemsOfThresholds(shown, { warn, fail }, thresholdsOfRule({}), "rows");
    for (const problem of problemsOfOwner(owner)) yield `${shown}: ${problem}`;
  }
}
