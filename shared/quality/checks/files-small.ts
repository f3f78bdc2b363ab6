import type { CheckValue, OfDay, Unavailable } from "../finding.ts";
import { named, SAMPLES, since } from "../sample-limits.ts";
import { closedMarket, obstacleOf, stateOf } from "../sessions.ts";
import { type CatalogSnapshot, isWithin, NOTHING_REGISTERED, type StoredFolder } from "../snapshot.ts";
import { defineCheck } from "./check.ts";

export const filesSmall = defineCheck({
  id: "files.small",
  dimension: "quality",
  unit: "partitions",
  thresholds: { warn: 0, fail: null },
  passesWhen: "partitions are few files of a megabyte or more",
  problem: "files are many and small",
  about: ["table"],
  metadata: (snapshot) => [smallFiles(snapshot)],
});

/** A partition of more files costs Athena more requests than its rows are worth. */
const MANY_FILES = 200;
/** Fewer files than these cost nothing that merging them would save, however small they are. */
const FEW_FILES = 10;
const MEGABYTE = 1_000_000;

/** Partitions of many files, or of files that are small. */
function smallFiles(snapshot: CatalogSnapshot): CheckValue & OfDay {
  const { folders, dataset, storeSpan } = snapshot;
  if (!("value" in folders)) return { day: null, ...folders };
  const { length } = folders.value;
  if (length === 0) return { day: null, ...withoutFiles(snapshot) };
  const small = folders.value.filter(isSmall).sort((one, other) => other.files - one.files);
  const [worst] = small;
  return {
    day: null,
    value: small.length,
    measured: length,
    message:
      worst === undefined
        ? `all ${length} partitions of ${dataset.name}${since(storeSpan)} are few or large files`
        : `${small.length} of ${length} partitions of ${dataset.name} are many or small files: ` +
          `the worst are ${worst.files} files, ${worst.medianBytes} bytes in the middle`,
    samples: small.slice(0, SAMPLES).map(({ values, files, bytes, medianBytes }) => ({
      ...named(snapshot, values),
      files,
      bytes,
      median_bytes: medianBytes,
    })),
  };
}

/** Why there are no files: the days have no session, no session is due, or what was due is not there. */
function withoutFiles(snapshot: CatalogSnapshot): Unavailable {
  const { dataset, partitions, storeSpan, window } = snapshot;
  const held = "value" in partitions ? partitions.value : NOTHING_REGISTERED;
  const looked = window.expected.filter(({ day }) => isWithin(storeSpan, day));
  const states = looked.map((session) => ({ day: session.day, state: stateOf(snapshot, held, session) }));
  if (states.some(({ state }) => state.kind === "missing" || state.kind === "there")) {
    const message = `${dataset.name} has no objects${since(storeSpan)}`;
    return { outcome: "no_data", reason: "missing_partition", message };
  }
  const last = states.at(-1);
  return (last && obstacleOf(snapshot, last.day, last.state)) ?? closedMarket(snapshot);
}

function isSmall({ files, medianBytes }: StoredFolder): boolean {
  return files > MANY_FILES || (files >= FEW_FILES && medianBytes < MEGABYTE);
}
