import { folderOfDay } from "../datasets/partition-day.ts";
import { readSnapshot, type SnapshotPorts } from "../quality/read-snapshot.ts";
import { type CatalogSnapshot, scopeOf, type ValidatedDataset } from "../quality/snapshot.ts";
import { RegistrarError } from "../runtime/errors.ts";
import type { ObjectStore } from "../store/port.ts";
import { locate } from "./locate.ts";
import { listSession, type SessionObjects } from "./session-objects.ts";

export interface SeeingPorts extends SnapshotPorts {
  readonly store: ObjectStore;
}

/** Where a session is looked for, and from when. */
export interface SeeingOptions {
  readonly stage: string;
  readonly bucket: string;
  /** Milliseconds since 1970. */
  readonly asOf: number;
}

/** A session as Glue and S3 have it now. */
export interface SeenSession {
  readonly snapshot: CatalogSnapshot;
  readonly objects: SessionObjects;
}

/** Reads a session's partitions of Glue, and then its objects of S3. Throws RegistrarError, also for what a snapshot calls unavailable. */
export async function seeSession(
  dataset: ValidatedDataset,
  day: string,
  { stage, bucket, asOf }: SeeingOptions,
  ports: SeeingPorts,
  signal: AbortSignal,
): Promise<SeenSession> {
  const scope = scopeOf(dataset, "metadata", asOf, { from: day, to: day });
  // A session that has a folder to itself needs no listing of folders.
  const store = folderOfDay(dataset, day) !== undefined ? undefined : ports.store;
  const snapshot = await readSnapshot(scope, { stage, bucket }, { ...ports, store }, signal);
  return { snapshot, objects: await listLocated(snapshot, day, ports.store, signal) };
}

/** Lists a session of which Glue was read. */
export async function listLocated(
  snapshot: CatalogSnapshot,
  day: string,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<SessionObjects> {
  const located = locate(snapshot, day);
  if ("value" in located) return listSession(located.value, store, signal);
  throw new RegistrarError("SESSION_NOT_SEEN", located.message);
}
