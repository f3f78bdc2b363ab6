import { PARQUET_TYPE, parquetOf, type WrittenRow } from "../quality/results/parquet.ts";
import type { NewObject, ObjectWriter } from "../store/port.ts";
import { type SessionName, sessionChangeKey } from "./keys.ts";
import type { SessionChange } from "./session-record.ts";
import { CHANGE_COLUMNS, type ChangeColumn } from "./table.ts";
import type { SessionPorts } from "./update-session.ts";

/** Tells changes by writing their rows. */
export function tellInTable(bucket: string, store: Pick<ObjectWriter, "put">): SessionPorts["tell"] {
  return (name, change, signal) => store.put(bucket, changeFile(name, change), signal);
}

/** A change as an object of the table session_changes. */
export function changeFile(name: SessionName, change: SessionChange): NewObject {
  return {
    key: sessionChangeKey(name, change.sequence),
    body: parquetOf(CHANGE_COLUMNS, [rowOf(name, change)]),
    contentType: PARQUET_TYPE,
  };
}

function rowOf(
  { dataset }: SessionName,
  { sequence, state, reason, since, verdict }: SessionChange,
): WrittenRow<ChangeColumn> {
  const { version } = verdict ?? {};
  return {
    dataset,
    sequence,
    state,
    reason,
    valid_from: new Date(since),
    version: version?.hash ?? null,
    objects: version?.objects ?? null,
    bytes: version?.bytes ?? null,
    last_write: instant(version?.lastWrite),
    as_of: instant(verdict?.asOf),
    run_id: verdict?.runId ?? null,
    checks: verdict === null ? null : JSON.stringify(verdict.checks),
  };
}

function instant(time: string | null | undefined): Date | null {
  return time === null || time === undefined ? null : new Date(time);
}
