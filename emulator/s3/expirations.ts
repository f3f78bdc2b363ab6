/** Removes what has expired, at every midnight, UTC, once a bucket has a lifecycle. */
import type { Clock } from "../clock.ts";
import { isExpired, untilMidnight } from "./lifecycle-configuration.ts";
import type { S3Store } from "./store.ts";

export class Expirations {
  readonly #clock: Clock;
  readonly #store: S3Store;
  readonly #expire: (bucket: string, key: string) => void;
  #cancel: (() => void) | undefined;

  /** `expire` removes an object, and tells. */
  constructor(clock: Clock, store: S3Store, expire: (bucket: string, key: string) => void) {
    this.#clock = clock;
    this.#store = store;
    this.#expire = expire;
  }

  /** From now on; while it goes on already nothing changes. */
  start(): void {
    this.#cancel ??= this.#clock.after(untilMidnight(this.#clock.now()), () => {
      this.#cancel = undefined;
      this.#run();
      this.start();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #run(): void {
    const now = this.#clock.now();
    for (const { name, lifecycle } of this.#store.buckets()) {
      if (lifecycle.length === 0) continue;
      for (const object of this.#store.list(name)) {
        if (isExpired(lifecycle, object, now)) this.#expire(name, object.key);
      }
    }
  }
}
