import { messageOf, RegistrarError } from "../../shared/runtime/errors.ts";

/** What a reconcile keeps in the bucket lies here, by stage. No dataset lies here, and no reader's role reads here. */
export const RECONCILE_PREFIX = "stock-trades-platform/reconcile/";

/** The version in which records are written, and the only one there has been. */
const VERSION = 1;

/** A record of ours. Throws RECORD_UNREADABLE for anything else, and for a version that is not known. */
export function parseRecord(text: string, key: string): Readonly<Record<string, unknown>> {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (thrown) {
    throw new RegistrarError("RECORD_UNREADABLE", `${key}: ${messageOf(thrown)}`, { cause: thrown });
  }
  const { version, ...fields } = (record ?? {}) as Readonly<Record<string, unknown>>;
  if (version === VERSION) return fields;
  const found = version === undefined ? "no version" : `version ${JSON.stringify(version)}`;
  throw new RegistrarError("RECORD_UNREADABLE", `${key} has ${found}, expected version ${VERSION}`);
}
