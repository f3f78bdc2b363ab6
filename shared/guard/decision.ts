import { guardOf } from "../datasets/guard-mode.ts";
import type { CreatedObject } from "../events/arrivals.ts";
import type { Outcome } from "../events/outcome.ts";
import { type FileFault, wordsOf } from "../file-checks/file-fault.ts";
import { printable, quoted } from "../runtime/text.ts";
import type { InspectedFile } from "./inspect.ts";
import type { PlannedCheck } from "./plan.ts";

/** What follows from a file: the message ends, or its partition is registered for an object of it. */
export type Decision = { readonly outcome: Outcome } | { readonly register: CreatedObject };

/** Faults that a reason names; all of them are in the finding. */
const NAMED = 3;

/** Decides without a file: of a dataset that is not guarded any more, whose files may not even be read. */
export function decideUnread({ dataset, object, holds }: PlannedCheck): Decision {
  if (holds) return { register: object };
  return ignored(`the files of ${dataset.name} are not looked into any more`);
}

/** Decides by what was read; undefined if there is no such object. */
export function decide(check: PlannedCheck, file: InspectedFile | undefined): Decision {
  const { dataset, partition, object, holds } = check;
  if (file === undefined) {
    const gone = holds
      ? `no object is left in ${quoted(partition.location)}`
      : `${quoted(object.key)} is gone`;
    return ignored(gone);
  }
  const broken = brokenBy(file);
  if (holds && !(broken.length > 0 && guardOf(dataset) === "enforce")) return { register: file.object };
  if (broken.length === 0) return { outcome: { kind: "checked" } };
  const reason = reasonOf(file, broken);
  if (!holds) return { outcome: { kind: "reported", reason } };
  const isUnreadable = broken.some(({ kind }) => kind === "unreadable");
  return { outcome: { kind: "unfit", code: isUnreadable ? "FILE_UNREADABLE" : "FILE_UNFIT", reason } };
}

/** The faults on which queries fail or read other values. */
export function brokenBy({ faults }: InspectedFile): readonly FileFault[] {
  return faults.filter(({ breaks }) => breaks);
}

function reasonOf({ object }: InspectedFile, broken: readonly FileFault[]): string {
  const named = broken.slice(0, NAMED).map(wordsOf).join("; ");
  const others = broken.length > NAMED ? `; and ${broken.length - NAMED} more` : "";
  return `s3://${object.bucket}/${printable(object.key)}: ${named}${others}`;
}

function ignored(reason: string): Decision {
  return { outcome: { kind: "ignored", reason } };
}
