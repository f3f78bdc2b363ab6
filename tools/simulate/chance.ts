/** Everything that is left to chance in a story, from its seed alone. */
import { type Random, seeded } from "../../emulator/index.ts";

export class Chance {
  readonly #random: Random;

  constructor(seed: number) {
    // Neighbouring seeds begin alike: a few numbers are thrown away.
    this.#random = seeded(Math.imul(seed + 1, 0x9e3779b1));
    for (let thrown = 0; thrown < 3; thrown++) this.#random();
  }

  /** True with a likelihood from 0 to 1. */
  happens(likelihood: number): boolean {
    return this.#random() < likelihood;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  /** A number from 0 to `most`; zero as often as not. */
  some(most: number): number {
    const [isThere, share] = [this.#random() < 0.6, this.#random()];
    return isThere ? share * most : 0;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random() * items.length)]!;
  }

  /** For those who want numbers in [0, 1). */
  readonly number: Random = () => this.#random();
}
