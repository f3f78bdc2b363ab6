import type { Clock } from "../runtime/clock.ts";
import type { LookRequest } from "./look-request.ts";
import type { LookEntry, LookQueue } from "./port.ts";

/** A session that was written. */
export interface WrittenSession {
  /** The dataset's name. */
  readonly dataset: string;
  /** YYYY-MM-DD */
  readonly day: string;
}

/** Milliseconds. Looks at a session are so far apart at least, and all that is written in between shares one. */
export const COALESCED_MS = 20_000;

/**
 * Seconds until a look is due that is asked for now: at a multiple of the coalescing time, so that what several containers
 * ask for meets in one batch; at least that time away, so that a container need not ask again within it.
 */
export function lookDelay(now: number): number {
  const due = Math.ceil((now + COALESCED_MS) / COALESCED_MS) * COALESCED_MS;
  return Math.ceil((due - now) / 1000);
}

const requestOf = ({ dataset, day }: WrittenSession, now: number): LookRequest => ({
  dataset,
  day,
  purpose: "write",
  since: now,
  written: now,
});

/** Sessions that are remembered; beyond, all are forgotten, and asked for once more. */
const KEPT = 10_000;

/**
 * Asks for looks at sessions, each once until that look is due. It remembers only what SQS has confirmed, and for no longer
 * than the message is delayed: whatever is written until then was in S3 before anybody looked.
 */
export class LookAsking {
  readonly #queue: LookQueue;
  readonly #clock: Clock;
  readonly #until = new Map<string, number>();

  constructor(queue: LookQueue, clock: Clock) {
    this.#queue = queue;
    this.#clock = clock;
  }

  /** Will it be looked at anyway, after now? */
  isAsked({ dataset, day }: WrittenSession, now = this.#clock.now()): boolean {
    const until = this.#until.get(`${dataset} ${day}`) ?? Number.NEGATIVE_INFINITY;
    // A clock that was set back must not silence anybody for longer than a look is delayed.
    return now < until && until - now <= 2 * COALESCED_MS;
  }

  /** Asks for those that are not asked for yet, ten a call. Answers the ones that could not be, and why; never throws. */
  async ask(
    sessions: readonly WrittenSession[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<WrittenSession, string>> {
    const now = this.#clock.now();
    const open = sessions.filter((session) => !this.isAsked(session, now));
    if (open.length === 0) return new Map();
    const delay = lookDelay(now);
    const entries = new Map<LookEntry, WrittenSession>(
      open.map((session) => [{ request: requestOf(session, now), delay }, session]),
    );
    const unsent = await this.#queue.send([...entries.keys()], signal);
    if (this.#until.size + open.length > KEPT) this.#until.clear();
    const refused = new Map<WrittenSession, string>();
    for (const [entry, session] of entries) {
      const reason = unsent.get(entry);
      if (reason === undefined) this.#until.set(`${session.dataset} ${session.day}`, now + delay * 1000);
      else refused.set(session, reason);
    }
    return refused;
  }
}
