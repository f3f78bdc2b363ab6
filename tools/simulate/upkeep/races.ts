/** Acts of others at the worst moments: between a listing and the delete, after the delete, while a run is handed on. */
import type { Editors } from "./editors.ts";
import type { UpkeepLake } from "./lake.ts";
import { pathOf } from "./undo-book.ts";
import { isRemoving } from "./upkeep-datasets.ts";
import type { UpkeepWorld } from "./world.ts";

export class Races {
  readonly #world: UpkeepWorld;
  readonly #lake: UpkeepLake;
  readonly #editors: Editors;
  #slowUntil = 0;

  constructor(world: UpkeepWorld, lake: UpkeepLake, editors: Editors) {
    this.#world = world;
    this.#lake = lake;
    this.#editors = editors;
  }

  /**
   * What is to be removed was written down: an object comes to one of these Locations, and is told of and registered before
   * the delete, which takes its time.
   */
  writtenDown(locations: readonly string[]): void {
    const { timeline, chance } = this.#world;
    if (!this.#strikes()) return;
    this.#slowUntil = timeline.now() + 2000;
    this.#write(pathOf(chance.pick(locations)));
  }

  /** Milliseconds that a delete takes longer now. */
  slowness(): number {
    return this.#world.timeline.now() < this.#slowUntil ? this.#world.chance.between(5000, 9000) : 0;
  }

  /** A partition was deleted: an object comes to where it pointed. */
  deleted(path: string): void {
    if (this.#strikes()) this.#write(path);
  }

  /** A run goes on in another invocation: its table is made anew meanwhile. */
  handedOn(dataset: string): void {
    if (this.#world.weather.others === 0 || !this.#strikes()) return;
    const own = this.#world.datasets.find(({ name }) => name === dataset)!;
    this.#editors.renew(own);
  }

  #strikes(): boolean {
    return this.#world.strikes(this.#world.weather.races);
  }

  #write(path: string | undefined): void {
    const { chance, folders, timeline } = this.#world;
    const folder = folders.find((one) => one.path === path && isRemoving(one.dataset));
    if (folder === undefined) return;
    timeline.after(chance.between(0, 150), () => this.#lake.put(folder, "part-0000.parquet"));
  }
}
