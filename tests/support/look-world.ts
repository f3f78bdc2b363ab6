/**
 * A world for looks: jobs that write sessions, events that come late and twice, containers of the register function that ask,
 * the look function that may die at any call, the validate function that judges for minutes, a bus that refuses. All of it in
 * virtual time and from one seed.
 */
import { seeded } from "../../emulator/index.ts";
import type { Message } from "../../shared/events/batch.ts";
import { LookAsking } from "../../shared/look-requests/asking.ts";
import { writeLookRequest } from "../../shared/look-requests/look-request.ts";
import type { LookEntry } from "../../shared/look-requests/port.ts";
import { applyLooks } from "../../shared/looks/apply.ts";
import { type DailyBudget, dayCountKey } from "../../shared/looks/budget.ts";
import { nightlyBody } from "../../shared/looks/nightly-message.ts";
import { planLooks } from "../../shared/looks/plan.ts";
import type { VerdictRequest } from "../../shared/looks/port.ts";
import type { LookPorts } from "../../shared/looks/work.ts";
import { isValidated } from "../../shared/quality/snapshot.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { type DataVersion, VersionFold } from "../../shared/sessions/data-version.ts";
import { type SessionName, sessionRecordKey } from "../../shared/sessions/keys.ts";
import { nextRecord, type RunFindings } from "../../shared/sessions/next-record.ts";
import {
  parseSessionRecord,
  type SessionChange,
  type SessionRecord,
} from "../../shared/sessions/session-record.ts";
import { updateSession } from "../../shared/sessions/update-session.ts";
import { leftByRun } from "../../shared/sessions/wanting.ts";
import { datasets } from "../fixtures/datasets.ts";
import { MemoryRecords } from "./memory-records.ts";
import { NO_DEADLINES } from "./platform.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const VISIBILITY = 362 * SECOND;
const BUCKET = "lake";
const START = Date.parse("2025-11-28T15:00:00Z");
const DAYS = ["2025-11-26", "2025-11-28"];
const bars = datasets.filter(isValidated).find(({ name }) => name === "bars_5m")!;
const never = new AbortController().signal;

export interface LookWorldOptions {
  readonly seed: number;
  /** When a session is written, in milliseconds from the start, and which. */
  readonly writes: readonly { readonly at: number; readonly day: number }[];
  /** Of a call: how likely it is that it is refused, or that the function dies there; each from 0 to 1. */
  readonly troubles: { readonly refused: number; readonly crashes: number };
  readonly daily: DailyBudget;
  /** Are all sessions compared once more at the end? */
  readonly nightly: boolean;
}

const requestOf = (day: string, at: number): VerdictRequest => ({
  dataset: bars.name,
  day,
  at,
  mostBytes: 0,
});

class Crash extends Error {}

interface Queued {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  visibleAt: number;
}

/** What a world came to. */
export class LookWorld {
  readonly #options: LookWorldOptions;
  readonly #random: () => number;
  readonly #ports: LookPorts;
  readonly #records = new MemoryRecords();
  readonly #objects = new Map<string, Map<string, { readonly etag: number; readonly at: number }>>();
  readonly #agenda: { readonly at: number; readonly run: () => void }[] = [];
  #queue: Queued[] = [];
  #now = START;
  #id = 0;
  #troubled = true;
  #looking = 0;
  readonly #clock = { now: () => this.#now };
  /** Every record that was written, by the key of its session, in order. */
  readonly written = new Map<string, SessionRecord[]>();
  readonly told: { readonly name: SessionName; readonly change: SessionChange }[] = [];
  /** Sessions that were listed by looks. */
  listed = 0;
  readonly verdictsAsked: { readonly day: string; readonly at: number; readonly mostBytes: number }[] = [];
  /** Moments at which a session was available for other bytes, a minute after its event was heard. */
  readonly late: string[] = [];

  constructor(options: LookWorldOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
    this.#ports = this.#portsOf(options.daily);
    for (const day of DAYS) this.#objects.set(day, new Map([["object-0", { etag: 1, at: START - MINUTE }]]));
  }

  async run(): Promise<void> {
    for (const day of DAYS) this.#at(START, () => this.#judge(requestOf(day, START)));
    const containers = [this.#container(), this.#container()];
    for (const { at, day } of this.#options.writes) {
      this.#at(START + 10 * MINUTE + at, () => this.#write(DAYS[day % DAYS.length]!, containers));
    }
    const last = START + 10 * MINUTE + Math.max(0, ...this.#options.writes.map(({ at }) => at));
    this.#at(last + 5 * MINUTE, () => {
      this.#troubled = false;
    });
    await this.#play();
    if (!this.#options.nightly) return;
    this.#send(nightlyBody(), 0);
    await this.#play();
  }

  record(day: string): SessionRecord | undefined {
    const key = sessionRecordKey({ dataset: bars.name, day });
    const stored = this.#records.texts.get(key);
    return stored && parseSessionRecord(stored.text, key);
  }

  version(day: string): DataVersion {
    const fold = new VersionFold();
    for (const [key, { etag, at }] of this.#objects.get(day)!) {
      fold.add({ key, size: 1_000_000, etag: String(etag), modified: new Date(at).toISOString() });
    }
    return fold.version;
  }

  get days(): readonly string[] {
    return DAYS;
  }

  /** Of the newest write of a session, milliseconds since 1970. */
  lastWrite(day: string): number {
    return Date.parse(this.version(day).lastWrite!);
  }

  get counted() {
    const text = this.#records.texts.get(dayCountKey("2025-11-28"))?.text;
    return text === undefined
      ? { looks: 0, bytes: 0 }
      : (JSON.parse(text) as { looks: number; bytes: number });
  }

  // time

  #at(at: number, run: () => void): void {
    const entry = { at: Math.max(at, this.#now), run };
    let index = this.#agenda.length;
    while (index > 0 && this.#agenda[index - 1]!.at > entry.at) index--;
    this.#agenda.splice(index, 0, entry);
  }

  async #play(): Promise<void> {
    for (let next = this.#agenda.shift(); next !== undefined; next = this.#agenda.shift()) {
      this.#now = next.at;
      next.run();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #between = (least: number, most: number) => least + Math.floor(this.#random() * (most - least + 1));
  #happens = (likelihood: number) => this.#troubled && this.#random() < likelihood;

  /** A call takes its time, may be refused, and may be the last. */
  async #call<Answer>(act: () => Answer | Promise<Answer>): Promise<Answer> {
    const { refused, crashes } = this.#options.troubles;
    await new Promise<void>((resolve) => this.#at(this.#now + this.#between(5, 200), resolve));
    if (this.#happens(crashes / 2)) throw new Crash();
    if (this.#happens(refused)) throw new RegistrarError("STORE_REFUSED", "slow down", { retryable: true });
    const answer = await act();
    if (this.#happens(crashes / 2)) throw new Crash();
    return answer;
  }

  // jobs, and who hears of them

  #write(day: string, containers: LookAsking[]): void {
    // Now and then the same bytes again.
    const etag = this.#random() < 0.15 ? 1 : this.#between(2, 1_000_000);
    const key = `object-${this.#between(0, 2)}`;
    this.#objects.get(day)!.set(key, { etag, at: this.#now });
    for (let copy = 0; copy <= Number(this.#happens(0.2)); copy++) {
      this.#at(this.#now + this.#between(200, this.#happens(0.1) ? MINUTE : 3 * SECOND), () =>
        this.#hear(day, containers),
      );
    }
  }

  #container(): LookAsking {
    const send = async (entries: readonly LookEntry[]) => {
      if (this.#happens(this.#options.troubles.refused))
        return new Map(entries.map((entry) => [entry, "refused"]));
      for (const { request, delay } of entries) this.#send(writeLookRequest(request), delay * SECOND);
      return new Map<LookEntry, string>();
    };
    return new LookAsking({ send }, this.#clock);
  }

  async #hear(day: string, containers: LookAsking[]): Promise<void> {
    const which = this.#between(0, containers.length - 1);
    if (this.#happens(this.#options.troubles.crashes)) containers[which] = this.#container();
    const heard = this.#now;
    const unsent = await containers[which]!.ask([{ dataset: bars.name, day }], never);
    if (unsent.size > 0 || this.#happens(this.#options.troubles.crashes)) {
      this.#at(this.#now + 183 * SECOND, () => this.#hear(day, containers));
      return;
    }
    const version = this.version(day).hash;
    this.#at(heard + MINUTE, () => {
      const record = this.record(day);
      const isJudged = record?.verdict?.version.hash === this.version(day).hash;
      // What was written after the event that was heard has a minute of its own.
      if (this.version(day).hash === version && record?.state === "available" && !isJudged) {
        this.late.push(`${day} at ${new Date(this.#now).toISOString()}`);
      }
    });
  }

  // the look function

  #send(body: string, delay: number): void {
    this.#queue.push({ id: `m${++this.#id}`, body, sentAt: this.#now, visibleAt: this.#now + delay });
    this.#at(this.#now + delay + 2 * SECOND, () => this.#poll());
  }

  #poll(): void {
    const visible = this.#queue.filter(({ visibleAt }) => visibleAt <= this.#now);
    if (visible.length === 0) return;
    if (this.#looking >= 2) {
      this.#at(this.#now + SECOND, () => this.#poll());
      return;
    }
    const batch = visible.slice(0, 1 + this.#between(0, 9));
    for (const message of batch) message.visibleAt = this.#now + VISIBILITY;
    this.#at(this.#now + VISIBILITY + SECOND, () => this.#poll());
    this.#looking += 1;
    this.#look(batch)
      .catch((thrown) => {
        if (!(thrown instanceof Crash)) throw thrown;
      })
      .finally(() => {
        this.#looking -= 1;
        this.#poll();
      });
    this.#poll();
  }

  async #look(batch: readonly Queued[]): Promise<void> {
    const messages = batch.map(
      ({ id, body, sentAt }): Message => ({ id, body, firstSeen: sentAt, replayed: false }),
    );
    const plan = planLooks(messages, { datasets: [bars], bucket: BUCKET }, this.#now);
    const { results } = await applyLooks(plan, BUCKET, this.#ports, NO_DEADLINES);
    const kept = new Set(results.flatMap(({ id, outcome }) => (outcome.kind === "failed" ? [id] : [])));
    this.#queue = this.#queue.filter((message) => !batch.includes(message) || kept.has(message.id));
  }

  #sender<Sent>(deliver: (sent: Sent) => void) {
    return async (all: readonly Sent[]) => {
      const unsent = new Map<Sent, string>();
      for (const one of all) {
        try {
          await this.#call(() => deliver(one));
        } catch (thrown) {
          if (!(thrown instanceof RegistrarError)) throw thrown;
          unsent.set(one, thrown.message);
        }
      }
      return unsent;
    };
  }

  readonly #portsOf = (daily: DailyBudget): LookPorts => ({
    clock: this.#clock,
    daily,
    records: {
      read: (bucket, key) => this.#call(() => this.#records.read(bucket, key)),
      write: (bucket, key, text, over) =>
        this.#call(async () => {
          const answer = await this.#records.write(bucket, key, text, over);
          const isState = key.includes("/sessions/");
          if (answer !== "outdated" && isState) this.#remember(parseSessionRecord(text, key));
          return answer;
        }),
    },
    tell: (name, change) =>
      this.#call(() => {
        this.told.push({ name, change });
      }),
    see: (dataset, { day }) =>
      this.#call(() => {
        this.listed += 1;
        const objects = { version: this.version(day), uncovered: 0, elsewhere: 0, example: undefined };
        return { dataset: dataset.name, day, objects, isDue: true, isFinal: true };
      }),
    looks: {
      send: this.#sender<LookEntry>(({ request, delay }) =>
        this.#send(writeLookRequest(request), delay * SECOND),
      ),
    },
    verdicts: {
      send: this.#sender<VerdictRequest>((request) => {
        this.verdictsAsked.push({ day: request.day, at: this.#now, mostBytes: request.mostBytes });
        this.#at(this.#now + SECOND, () => this.#judge(request));
      }),
    },
    parking: { park: async () => new Map() },
    nightly: async (now) =>
      DAYS.map((day) => ({
        request: { dataset: bars.name, day, purpose: "verdict", since: now, written: undefined },
        delay: 0,
      })),
  });

  #remember(record: SessionRecord): void {
    const of = this.written.get(record.session) ?? [];
    of.push(record);
    this.written.set(record.session, of);
  }

  // the validate function

  async #judge(request: VerdictRequest): Promise<void> {
    const { day, at } = request;
    try {
      const before = await this.#call(() => this.version(day));
      await new Promise<void>((resolve) => this.#at(this.#now + this.#between(10, 200) * SECOND, resolve));
      const findings = { isWhole: true, passed: ["unique.key"], marks: {} };
      const run: RunFindings = { asOf: new Date(at).toISOString(), runId: `close-${at}`, before, findings };
      const next = async (old: SessionRecord | undefined) => {
        const look = await this.#call(() => ({
          dataset: bars.name,
          day,
          objects: { version: this.version(day), uncovered: 0, elsewhere: 0, example: undefined },
          isDue: true,
          isFinal: true,
        }));
        return nextRecord(old, { ...look, now: this.#now, run });
      };
      const { record } = await updateSession({ dataset: bars.name, day }, BUCKET, next, this.#ports, never);
      const unsent = await this.#ports.looks.send(
        leftByRun(record === undefined ? [] : [record], this.#now),
        never,
      );
      if (unsent.size > 0) throw new RegistrarError("LOOK_NOT_ASKED", "refused", { retryable: true });
    } catch (thrown) {
      if (!(thrown instanceof Crash || thrown instanceof RegistrarError)) throw thrown;
      this.#at(this.#now + 10 * MINUTE, () => this.#judge(request));
    }
  }
}
