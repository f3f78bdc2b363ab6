/** A stage whose partitions go with their data, and whose grace period is over when a test says so. */
import { notData } from "../../shared/datasets/data-files.ts";
import { type DriftRecord, driftKey, parseDriftRecord } from "../../shared/reconcile/drift-record.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { RunningClock } from "../support/running-clock.ts";
import { removing } from "./datasets.ts";
import { type ClientStage, openStage } from "./stage.ts";

/** A quarter of an hour, and what a function may take to start on a slow machine. */
const GRACE = 16 * 60_000;

export interface DepartingStage extends ClientStage {
  /** Does what a client is asked for, and then all that its events ask of the register and deregister functions. */
  after(action: () => Promise<unknown>): Promise<void>;
  /** A weekly reconcile. Answers what it found of each dataset, by name. */
  reconciled(): Promise<Readonly<Record<string, DriftRecord>>>;
  /** Folders at which partitions of Glue point, below the bucket, sorted. */
  inGlue(): string[];
  /** Folders of partitions that hold an object which Athena reads, sorted. */
  inS3(): string[];
}

export async function openDepartingStage(): Promise<DepartingStage> {
  const clock = new RunningClock();
  const stage = await openStage({ clock, datasets: removing });
  const { platform, bucket } = stage;
  const removals = platform.deregisterEvents!;
  return {
    ...stage,
    async after(action) {
      await stage.registeredBy(action);
      // What is left now waits for the end of its grace.
      await removals.idle();
      clock.advance(GRACE);
      await removals.quiet();
      const parked = platform.emulator.sqs.byUrl(platform.deregisterParkingQueueUrl!).messages();
      if (parked.length > 0) throw new Error(`parked: ${parked.map(({ body }) => body).join("\n")}`);
    },
    async reconciled() {
      await platform.reconcile("weekly", `${new Date(clock.now()).toISOString().slice(0, 19)}Z`);
      const records = removing.map(({ name }): [string, DriftRecord] => {
        const key = driftKey(platform.stage, name);
        return [name, parseDriftRecord(stage.read(key).toString(), key)!];
      });
      return Object.fromEntries(records);
    },
    inGlue: () =>
      removing
        .flatMap(({ database, table }) => [
          ...platform.emulator.glue.store
            .table(databaseName(database, platform.stage), table)
            .partitions.values(),
        ])
        .map(({ record }) => record.StorageDescriptor!.Location!.replace(`s3://${bucket}/`, ""))
        .sort(),
    inS3() {
      const objects = platform.emulator.s3.store.list(bucket);
      const folders = removing.flatMap(({ prefix, keys }) =>
        objects
          .filter(({ key }) => key.startsWith(prefix))
          .flatMap(({ key, size }) => {
            const segments = key.slice(prefix.length).split("/");
            const file = segments.slice(keys.length).join("/");
            const isOfPartition = segments.slice(0, keys.length).every((one) => one.includes("="));
            if (!isOfPartition || notData(file, size) !== undefined) return [];
            return [`${prefix}${segments.slice(0, keys.length).join("/")}/`];
          }),
      );
      return [...new Set(folders)].sort();
    },
  };
}
