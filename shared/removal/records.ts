import { messageOf, RegistrarError } from "../runtime/errors.ts";
import { naming } from "../runtime/naming.ts";

/** What removals keep in the bucket lies here, by stage. No dataset lies here, and no reader's role reads here. */
export const RECORDS_PREFIX = `${naming.recordsPrefix}reconcile/`;

/** The counts of removals, by stage, dataset and day. */
export const DELETES_PREFIX = `${RECORDS_PREFIX}deletes/`;

/** What was removed: by dataset and run. */
export const undoPrefix = (stage: string): string => `${RECORDS_PREFIX}undo/${stage}/`;

/**
 * A record of ours, written in a version of 1 to `newest`. Throws RECORD_UNREADABLE for anything else: a version that is not
 * known may mean something else by the same names.
 */
export function parseRecord(text: string, key: string, newest: number): Readonly<Record<string, unknown>> {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (thrown) {
    throw new RegistrarError("RECORD_UNREADABLE", `${key}: ${messageOf(thrown)}`, { cause: thrown });
  }
  const { version, ...fields } = (record ?? {}) as Readonly<Record<string, unknown>>;
  if (Number.isInteger(version) && Number(version) >= 1 && Number(version) <= newest) return fields;
  const found = version === undefined ? "no version" : `version ${JSON.stringify(version)}`;
  throw new RegistrarError(
    "RECORD_UNREADABLE",
    `${key} has ${found}, expected ${newest === 1 ? "version 1" : `versions 1 to ${newest}`}`,
  );
}
