import fc from "fast-check";
import type { Deadlines } from "../../shared/runtime/deadlines.ts";
import { CatalogError } from "../../shared/runtime/errors.ts";
import { POISON } from "./arbitrary-messages.ts";
import type { CallFault } from "./memory-catalog.ts";
import { type MemoryPlatform, NO_DEADLINES } from "./platform.ts";

/** Everything that goes wrong, in the order in which it does; fine once used up. */
export interface Weather {
  readonly calls: readonly (CallFault | undefined)[];
  readonly items: readonly (CatalogError | undefined)[];
  /** Which of the entries sent to the parking queue are lost. */
  readonly parking: readonly boolean[];
}

const fault = fc.constantFrom<CallFault[]>(
  "throttle",
  "access denied",
  "lost before",
  "lost after",
  "silence",
);

const itemError = fc.constantFrom(
  new CatalogError("UNAVAILABLE", "internal", { effect: "unknown", retryable: true }),
  new CatalogError("THROTTLED", "slow down", { retryable: true }),
  new CatalogError("GLUE_REFUSED", "concurrent modification", { retryable: true }),
);

const fineOr = <Bad>(bad: fc.Arbitrary<Bad>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary: bad, weight: 1 });

export const weather: fc.Arbitrary<Weather> = fc.record({
  calls: fc.array(fineOr(fault), { maxLength: 20 }),
  items: fc.array(fineOr(itemError), { maxLength: 20 }),
  parking: fc.array(fc.boolean(), { maxLength: 20 }),
});

/** Lets a weather loose on a platform. A call that gets no answer runs into its delivery's deadline. */
export function storm(
  platform: MemoryPlatform,
  { calls, items, parking }: Weather,
): { deadlines(): Deadlines } {
  const [callsLeft, itemsLeft, parkingLeft] = [[...calls], [...items], [...parking]];
  let deadline = new AbortController();
  platform.catalog.isPoison = (values) => values.includes(POISON);
  platform.catalog.fate = () => {
    const next = callsLeft.shift();
    if (next === "silence") queueMicrotask(() => deadline.abort());
    return next;
  };
  platform.catalog.itemError = () => itemsLeft.shift();
  platform.parking.isLost = () => parkingLeft.shift() ?? false;
  return {
    deadlines() {
      deadline = new AbortController();
      return { ...NO_DEADLINES, catalog: deadline.signal };
    },
  };
}
