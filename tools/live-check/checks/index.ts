import type { Check } from "../check.ts";
import { byHand } from "./by-hand.ts";
import { catalog } from "./catalog.ts";
import { events } from "./events.ts";
import { stage } from "./stage.ts";

/** All of them, in the order in which they run. A new assumption is one more entry, and its id in docs/testing.md. */
export const checks: readonly Check[] = [...catalog, ...events, ...stage, ...byHand];
