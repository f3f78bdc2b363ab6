/** What writers do: they add, delete, overwrite, rename, and let objects expire. */
import type { UpkeepLake } from "./lake.ts";
import type { StoryFolder } from "./upkeep-datasets.ts";
import type { UpkeepWorld } from "./world.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const FILES = ["part-0000.parquet", "part-0001.snappy.parquet", "run-7/part-0000.parquet", "20261120_x"];
const MARKERS = ["_SUCCESS", "rows.csv", ".part.crc"];

export class Jobs {
  readonly #world: UpkeepWorld;
  readonly #lake: UpkeepLake;
  /** The folders of most acts, so that they meet. */
  readonly #favourites: readonly StoryFolder[];

  constructor(world: UpkeepWorld, lake: UpkeepLake) {
    const { chance, folders } = world;
    this.#world = world;
    this.#lake = lake;
    const own = folders.filter(({ dataset }) => dataset.strategy === "register");
    this.#favourites = Array.from({ length: chance.between(1, 6) }, () => chance.pick(own));
  }

  /** One act of some writer. */
  act(): void {
    const { chance, folders } = this.#world;
    const own = folders.filter(({ dataset }) => dataset.strategy === "register");
    const folder = chance.pick(chance.happens(0.75) ? this.#favourites : own);
    const turn = chance.number();
    if (turn < 0.3) this.#write(folder);
    else if (turn < 0.5) this.#lake.remove(folder, chance.pick(["deleted", "marked"]), chance.happens(0.7));
    else if (turn < 0.68) this.#overwrite(folder);
    else if (turn < 0.78) this.#rename(folder);
    else if (turn < 0.88) this.#expire(folder);
    else this.#lake.put(folder, chance.pick(MARKERS), chance.happens(0.5) ? 0 : 7);
  }

  #write(folder: StoryFolder): void {
    const { chance } = this.#world;
    for (let file = chance.between(1, 3); file > 0; file--) this.#lake.put(folder, chance.pick(FILES));
  }

  /** Delete, then write: within the grace period, at about its end, or long after it. */
  #overwrite(folder: StoryFolder): void {
    const { chance, timeline } = this.#world;
    this.#world.fault("objects are overwritten");
    this.#lake.remove(folder, "deleted");
    const grace = (folder.dataset.removal?.graceMinutes ?? 15) * MINUTE;
    const pause = chance.pick([
      chance.between(0, 5 * SECOND),
      chance.between(0, grace),
      // When the function looks: its queue waits for a minute, too.
      grace + chance.between(-5 * SECOND, 75 * SECOND),
      grace + 60 * SECOND + chance.between(-2 * SECOND, 6 * SECOND),
      2 * grace,
    ]);
    timeline.after(pause, () => this.#write(folder));
  }

  /** As committers do: beside the partition first, then copied into it. */
  #rename(folder: StoryFolder): void {
    const { chance, timeline } = this.#world;
    this.#world.fault("objects are staged and renamed");
    const file = chance.pick(FILES);
    const staged = this.#lake.stage(folder, file);
    timeline.after(chance.between(1, 60) * SECOND, () => {
      if (chance.happens(0.5)) this.#lake.remove(folder, "deleted");
      this.#lake.put(folder, file);
      this.#lake.unstage(folder, staged);
    });
  }

  /** A rule of the bucket drops a day, or all but the last ones. */
  #expire({ dataset, values }: StoryFolder): void {
    const { chance, folders, timeline } = this.#world;
    this.#world.fault("objects expire by lifecycle");
    const isAll = chance.happens(0.3);
    const how = chance.pick(["expired", "expired, by a marker"] as const);
    const hit = folders.filter((one) => one.dataset === dataset && (isAll || one.values.day === values.day));
    for (const folder of hit) timeline.after(chance.between(0, MINUTE), () => this.#lake.remove(folder, how));
  }
}
