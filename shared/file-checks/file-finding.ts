/** What was found wrong with a file, as it is kept in the bucket for the check `schema.file` and for people. */
import { createHash } from "node:crypto";
import type { Dataset } from "../datasets/dataset.ts";
import { dayReaderOf } from "../datasets/partition-day.ts";
import { naming } from "../runtime/naming.ts";
import type { FileFault } from "./file-fault.ts";

export interface FileFinding {
  readonly schemaVersion: 1;
  /** The dataset's name. */
  readonly dataset: string;
  /** The partition's values, in the order of the dataset's keys. */
  readonly values: readonly string[];
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** When the object was written, ISO 8601; "" if that was not read. */
  readonly modified: string;
  /** ISO 8601. */
  readonly checkedAt: string;
  /** Was its partition held back for it? */
  readonly heldBack: boolean;
  readonly faults: readonly FileFault[];
}

/** Beside what validation leaves (QUALITY_PREFIX), which may read there. */
export const FINDINGS_PREFIX = `${naming.recordsPrefix}quality/files/`;

/** The findings of a dataset, by day. */
export function findingsPrefix(dataset: string): string {
  return `${FINDINGS_PREFIX}${dataset}/`;
}

/** Of a partition that has no day. */
const UNDATED = "undated";

/** One object for each file, written again when the file is read again. */
export function findingKey({ name, keys }: Dataset, { values, key }: FileFinding): string {
  const day = dayReaderOf({ keys })(values) ?? UNDATED;
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 16);
  return `${findingsPrefix(name)}${day}/${digest}.json`;
}

/** A finding that was written; undefined for anything else. Of a later version what this one knows is read. */
export function readFinding(text: string): FileFinding | undefined {
  try {
    const found = JSON.parse(text);
    const isSound =
      typeof found?.key === "string" &&
      typeof found.modified === "string" &&
      typeof found.size === "number" &&
      Array.isArray(found.values) &&
      Array.isArray(found.faults);
    return isSound ? found : undefined;
  } catch {
    return undefined;
  }
}
