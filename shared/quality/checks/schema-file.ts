import { type FileFault, wordsOf } from "../../file-checks/file-fault.ts";
import type { FileFinding } from "../../file-checks/file-finding.ts";
import type { CheckValue, OfDay } from "../finding.ts";
import { named, SAMPLES, since } from "../sample-limits.ts";
import type { CatalogSnapshot } from "../snapshot.ts";
import { defineCheck } from "./check.ts";

/** Of guarded datasets alone. A grade: 0, as their table; 1, odd; 2, queries fail on a file or read other values. */
export const schemaFile = defineCheck({
  id: "schema.file",
  dimension: "quality",
  unit: "grade",
  thresholds: { warn: 0, fail: 1 },
  passesWhen: "the files that the guard has read fit their table",
  problem: "files do not fit their table",
  about: ["table"],
  metadata: (snapshot) => (snapshot.files === undefined ? [] : [files(snapshot, snapshot.files)]),
});

function files(snapshot: CatalogSnapshot, found: NonNullable<CatalogSnapshot["files"]>): CheckValue & OfDay {
  if (!("value" in found)) return { day: null, ...found };
  const { dataset, storeSpan } = snapshot;
  const worstFirst = [...found.value.filter(breaks), ...found.value.filter((one) => !breaks(one))];
  const [worst] = worstFirst;
  const where = `of ${dataset.name}${since(storeSpan)}`;
  return {
    day: null,
    value: worst === undefined ? 0 : breaks(worst) ? 2 : 1,
    measured: worstFirst.length,
    message:
      worst === undefined
        ? `the guard has read no file ${where} that does not fit its table`
        : `${worstFirst.length} files ${where} do not fit their table: ${worst.key}: ${inWords(worst.faults)}`,
    samples: worstFirst.slice(0, SAMPLES).map((one) => ({
      ...named(snapshot, one.values),
      key: one.key,
      differs: inWords(one.faults),
      held_back: one.heldBack ? "yes" : "no",
    })),
  };
}

const breaks = ({ faults }: FileFinding) => faults.some((fault) => fault.breaks);

const inWords = (faults: readonly FileFault[]) => faults.map(wordsOf).join("; ");
