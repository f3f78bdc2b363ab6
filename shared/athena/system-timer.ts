import { setTimeout as delay } from "node:timers/promises";
import { signalAfter } from "../runtime/deadlines.ts";
import type { Timer } from "./backoff.ts";

/** The machine's time. */
export const systemTimer: Timer = {
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}),
  signalAfter,
  random: Math.random,
};
