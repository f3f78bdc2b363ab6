import { setTimeout as delay } from "node:timers/promises";
import { signalAfter } from "../runtime/deadlines.ts";
import type { Pace } from "./pacing.ts";

/** The machine's time. */
export const systemPace: Pace = {
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
  signalAfter,
  random: Math.random,
};
