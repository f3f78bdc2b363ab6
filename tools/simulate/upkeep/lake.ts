/** Writers of objects: S3 tells of each change at least once, late, in no order, in three envelopes. */
import { bySns, EventBodies } from "../event-bodies.ts";
import { BUCKET } from "../stage-datasets.ts";
import type { BucketContent } from "./bucket-content.ts";
import { isRemoving, type StoryFolder } from "./upkeep-datasets.ts";
import type { UpkeepWorld } from "./world.ts";

const SECOND = 1000;
const SIZE = 48_213;

/** How an object goes. */
export type Departure = "deleted" | "marked" | "expired" | "expired, by a marker";

const REMOVAL_NAMES: Readonly<Record<Departure, string>> = {
  deleted: "ObjectRemoved:Delete",
  marked: "ObjectRemoved:DeleteMarkerCreated",
  expired: "LifecycleExpiration:Delete",
  "expired, by a marker": "LifecycleExpiration:DeleteMarkerCreated",
};

export class UpkeepLake {
  readonly #world: UpkeepWorld;
  readonly #bodies: EventBodies;
  /** When an object of a folder first went away. */
  readonly #firstRemovals = new Map<string, number>();
  objects = 0;
  /** Events that are still to be sent. */
  untold = 0;

  constructor(world: UpkeepWorld, offset: number) {
    this.#world = world;
    this.#bodies = new EventBodies(world.timeline, world.chance, offset);
  }

  get #bucket(): BucketContent {
    return this.#world.bucket;
  }

  /** Without an event: as if it were written before events were switched on. */
  placeSilently({ path }: StoryFolder): void {
    this.#bucket.put(`${path}part-0000.parquet`, SIZE);
  }

  put(folder: StoryFolder, file: string, size = SIZE): void {
    const key = folder.path + file;
    this.objects++;
    this.#bucket.put(key, size);
    this.#world.trace(() => `S3 ${key} is written`);
    const name = this.#world.chance.pick(["ObjectCreated:Put", "ObjectCreated:Copy"] as const);
    this.#send("register", this.#bodies.of(name, { bucket: BUCKET, key, size }));
  }

  /** Below the dataset's prefix, but in no partition: a job's own place. */
  stage({ dataset, path }: StoryFolder, file: string): string {
    const key = `${dataset.prefix}_temporary/0/${path.slice(dataset.prefix.length)}${file}`;
    this.#bucket.put(key, SIZE);
    this.#send("register", this.#bodies.of("ObjectCreated:Put", { bucket: BUCKET, key, size: SIZE }));
    return key;
  }

  unstage(folder: StoryFolder, key: string): void {
    this.#bucket.delete(key);
    this.#tellRemoval(folder, key, "deleted");
  }

  /** All objects of a folder, or one of them. */
  remove(folder: StoryFolder, how: Departure, isWhole = true): void {
    const keys = this.#bucket.keys(folder.path);
    const gone = isWhole || keys.length === 0 ? keys : [this.#world.chance.pick(keys)];
    for (const key of gone) {
      this.#bucket.delete(key);
      this.#world.trace(() => `S3 ${key} is ${how}`);
      const { path } = folder;
      if (!this.#firstRemovals.has(path)) this.#firstRemovals.set(path, this.#world.timeline.now());
      this.#tellRemoval(folder, key, how);
    }
  }

  firstRemoval(path: string): number {
    return this.#firstRemovals.get(path) ?? Number.POSITIVE_INFINITY;
  }

  #tellRemoval({ dataset }: StoryFolder, key: string, how: Departure): void {
    if (!isRemoving(dataset)) return; // S3 is not asked to tell
    const body = this.#bodies.of("ObjectRemoved:Delete", { bucket: BUCKET, key, size: SIZE });
    const reason = how.startsWith("expired") ? "Lifecycle Expiration" : "DeleteObject";
    const type = how.endsWith("marker") || how === "marked" ? "Delete Marker Created" : "Permanently Deleted";
    const said = body
      .replace("ObjectRemoved:Delete", REMOVAL_NAMES[how])
      .replace('"reason":"DeleteObject"', `"reason":"${reason}"`)
      .replace("Permanently Deleted", type);
    this.#send("deregister", said, how.startsWith("expired"));
  }

  #send(queue: "register" | "deregister", body: string, isLater = false): void {
    const world = this.#world;
    const { chance, timeline, weather } = world;
    const wrapped = chance.happens(0.15) ? bySns(body) : body;
    const copies = world.strikes(weather.delivery) ? 2 : 1;
    if (copies > 1) world.fault("event delivered twice");
    for (let copy = 0; copy < copies; copy++) {
      const isLate = isLater || world.strikes(weather.delivery);
      if (isLate) world.fault("event delivered late");
      const delay = isLate ? chance.between(0, 180 * SECOND) : chance.between(100, 3 * SECOND);
      this.untold++;
      timeline.after(delay, () => {
        this.untold--;
        world.send(queue, wrapped, { shuffled: true });
      });
    }
  }
}
