/**
 * A world for looks: jobs that write sessions and remove from them, events that come late and twice, containers of the register
 * function that ask, the look function that may die at any call, the validate function that reads for minutes and has a clock of
 * its own, a table and a bus that refuse, nights. All of it in virtual time and from one seed.
 */
import { seeded } from "../../emulator/index.ts";
import type { Message } from "../../shared/events/batch.ts";
import { LookAsking } from "../../shared/look-requests/asking.ts";
import { writeLookRequest } from "../../shared/look-requests/look-request.ts";
import type { LookEntry } from "../../shared/look-requests/port.ts";
import { applyLooks } from "../../shared/looks/apply.ts";
import { type DailyBudget, dayCountKey } from "../../shared/looks/budget.ts";
import { nightlyRequests } from "../../shared/looks/nightly.ts";
import { nightlyBody } from "../../shared/looks/nightly-message.ts";
import { planLooks } from "../../shared/looks/plan.ts";
import type { VerdictRequest } from "../../shared/looks/port.ts";
import type { LookPorts } from "../../shared/looks/work.ts";
import { isValidated } from "../../shared/quality/snapshot.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import type { DataVersion } from "../../shared/sessions/data-version.ts";
import { type SessionName, sessionRecordKey } from "../../shared/sessions/keys.ts";
import {
  parseSessionRecord,
  type SessionChange,
  type SessionRecord,
} from "../../shared/sessions/session-record.ts";
import { nextRecord, type RunFindings } from "../../shared/sessions/session-state.ts";
import { type SessionPorts, tellAll, updateSession } from "../../shared/sessions/update-session.ts";
import { leftByRun } from "../../shared/sessions/wanting.ts";
import { datasets } from "../fixtures/datasets.ts";
import { MemoryRecords } from "./memory-records.ts";
import { NO_DEADLINES } from "./platform.ts";
import { findingsIn, SessionFiles } from "./session-files.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const VISIBILITY = 362 * SECOND;
const BUCKET = "lake";
const START = Date.parse("2025-11-28T15:00:00Z");
const DAYS = ["2025-11-25", "2025-11-26"];
const bars = datasets.filter(isValidated).find(({ name }) => name === "bars_5m")!;
const never = new AbortController().signal;

export interface LookWorldOptions {
  readonly seed: number;
  /** When a session is written, in milliseconds from the start, and which; a removal is an event for nobody. */
  readonly writes: readonly { readonly at: number; readonly day: number; readonly removes?: boolean }[];
  /** When runs of their own accord begin, milliseconds from the start. */
  readonly runs?: readonly number[];
  /** When the nightly comparison comes, milliseconds from the start. */
  readonly nights?: readonly number[];
  /** Milliseconds by which the validate function's clock is ahead. */
  readonly skew?: number;
  /** Of a call: how likely it is that it is refused, or that the function dies there; each from 0 to 1. */
  readonly troubles: { readonly refused: number; readonly crashes: number };
  readonly daily: DailyBudget;
}

const requestOf = (day: string, at: number): VerdictRequest => ({
  dataset: bars.name,
  day,
  at,
  mostBytes: 0,
});

class Crash extends Error {}

interface ToldChange {
  readonly name: SessionName;
  readonly change: SessionChange;
}

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
  readonly #files = new Map(DAYS.map((day) => [day, new SessionFiles(START - MINUTE)]));
  readonly #agenda: { readonly at: number; readonly run: () => void }[] = [];
  #queue: Queued[] = [];
  #now = START;
  #id = 0;
  #troubled = true;
  #looking = 0;
  #judging = 0;
  #hearing = 0;
  /** Sessions from which something was removed since the nightly comparison last began. */
  readonly #unheard = new Set<string>();
  readonly #clock = { now: () => this.#now };
  /** Every record that was written, by the key of its session, in order. */
  readonly written = new Map<string, SessionRecord[]>();
  /** By the table and by the bus. */
  readonly told = { table: [] as ToldChange[], bus: [] as ToldChange[] };
  /** How often looks listed a session, by the day (UTC) on which they did. */
  readonly listed = new Map<string, number>();
  readonly verdictsAsked: (VerdictRequest & { readonly sent: number })[] = [];
  /** Moments at which a session was available for other bytes, a minute after its event was heard. */
  readonly late: string[] = [];
  /** Moments at which nothing was on its way, and a session was found good for other bytes than those that were there. */
  readonly untrue: string[] = [];
  /** How many moments there were at which nothing was on its way. */
  quiet = 0;

  constructor(options: LookWorldOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
    this.#ports = this.#portsOf(options.daily);
  }

  async run(): Promise<void> {
    const { writes, runs = [], nights = [] } = this.#options;
    const containers = [this.#container(), this.#container()];
    const begin = START + 10 * MINUTE;
    for (const at of [START, ...runs.map((one) => begin + one)]) {
      this.#at(at, () => DAYS.map((day) => this.#judge(requestOf(day, this.#judgesNow))));
    }
    for (const { at, day, removes } of writes) {
      const name = DAYS[day % DAYS.length]!;
      this.#at(begin + at, () => (removes ? this.#remove(name) : this.#write(name, containers)));
    }
    for (const at of nights) this.#at(begin + at, () => this.#send(nightlyBody(), 0));
    const last = START + 10 * MINUTE + Math.max(0, ...this.#options.writes.map(({ at }) => at));
    this.#at(last + 5 * MINUTE, () => {
      this.#troubled = false;
    });
    await this.#play();
  }

  record(day: string): SessionRecord | undefined {
    const key = sessionRecordKey({ dataset: bars.name, day });
    const stored = this.#records.texts.get(key);
    return stored && parseSessionRecord(stored.text, key);
  }

  version(day: string): DataVersion {
    return this.#files.get(day)!.version;
  }

  /** What a run would find in a version that there was: "fail", "warn" or "pass"; undefined if there never was such a one. */
  truth(day: string, hash: string) {
    return this.#files.get(day)!.truths.get(hash);
  }

  get days(): readonly string[] {
    return DAYS;
  }

  /** Of the newest write of a session, milliseconds since 1970. */
  lastWrite(day: string): number {
    return Date.parse(this.version(day).lastWrite!);
  }

  /** What was taken of the budget of a day (UTC). */
  counted(day: string) {
    const text = this.#records.texts.get(dayCountKey(day))?.text;
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
      this.#judgeTheMoment();
    }
  }

  /** Where nothing is on its way, nobody will look again: what the states say has to be true. */
  #judgeTheMoment(): void {
    if (this.#queue.length + this.#looking + this.#judging + this.#hearing > 0) return;
    this.quiet += 1;
    for (const day of DAYS.filter((one) => !this.#unheard.has(one))) {
      const record = this.record(day);
      const isGood = record?.state === "available" || record?.state === "degraded";
      if (isGood && record.verdict?.version.hash !== this.version(day).hash) {
        this.untrue.push(`${day} is ${record.state} at ${new Date(this.#now).toISOString()} for other bytes`);
      }
    }
  }

  get #today(): string {
    return new Date(this.#now).toISOString().slice(0, 10);
  }

  get #judgesNow(): number {
    return this.#now + (this.#options.skew ?? 0);
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
    this.#files.get(day)!.write(`object-${this.#between(0, 2)}`, etag, this.#now);
    for (let copy = 0; copy <= Number(this.#happens(0.2)); copy++) {
      this.#hearAt(this.#now + this.#between(200, this.#happens(0.1) ? MINUTE : 3 * SECOND), day, containers);
    }
  }

  #remove(day: string): void {
    this.#files.get(day)!.remove(`object-${this.#between(0, 2)}`);
    this.#unheard.add(day);
  }

  #hearAt(at: number, day: string, containers: LookAsking[]): void {
    this.#hearing += 1;
    this.#at(at, () => this.#hear(day, containers).finally(() => (this.#hearing -= 1)));
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
      this.#hearAt(this.#now + 183 * SECOND, day, containers);
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
    tell: tellAll(this.#teller("table"), this.#teller("bus")),
    see: (_, { day }) =>
      this.#call(() => {
        this.listed.set(this.#today, (this.listed.get(this.#today) ?? 0) + 1);
        return this.#seen(day);
      }),
    looks: {
      send: this.#sender<LookEntry>(({ request, delay }) =>
        this.#send(writeLookRequest(request), delay * SECOND),
      ),
    },
    verdicts: {
      send: this.#sender<VerdictRequest>((request) => {
        this.verdictsAsked.push({ ...request, sent: this.#now });
        this.#at(this.#now + SECOND, () => this.#judge(request));
      }),
    },
    parking: { park: async () => new Map() },
    nightly: (now) =>
      this.#call(() => {
        this.#unheard.clear();
        const store = { objects: () => this.#recordsListed() };
        return nightlyRequests([bars], BUCKET, now, { store, records: this.#records }, never);
      }),
  });

  async *#recordsListed() {
    const keys = [...this.#records.texts.keys()].filter((key) => key.includes("/sessions/"));
    for (const key of keys) yield { key, size: 1, etag: "", modified: new Date(this.#now).toISOString() };
  }

  #teller(to: keyof LookWorld["told"]): SessionPorts["tell"] {
    return (name, change) =>
      this.#call(() => {
        this.told[to].push({ name, change });
      });
  }

  #remember(record: SessionRecord): void {
    const of = this.written.get(record.session) ?? [];
    of.push(record);
    this.written.set(record.session, of);
  }

  // the validate function

  #judge(request: VerdictRequest): void {
    this.#judging += 1;
    this.#run(request)
      .catch((thrown) => {
        if (!(thrown instanceof Crash || thrown instanceof RegistrarError)) throw thrown;
        this.#judging += 1;
        this.#at(this.#now + 10 * MINUTE, () => {
          this.#judging -= 1;
          this.#judge(request);
        });
      })
      .finally(() => (this.#judging -= 1));
  }

  /** Lists, reads one object after the other for minutes, and keeps what it found. */
  async #run({ day, at }: VerdictRequest): Promise<void> {
    const files = this.#files.get(day)!;
    const before = await this.#call(() => files.version);
    const read: number[] = [];
    for (const key of files.keys) {
      await new Promise<void>((resolve) => this.#at(this.#now + this.#between(10, 70) * SECOND, resolve));
      read.push(...files.etagsOf(key));
    }
    const findings = { isWhole: true, ...findingsIn(read) };
    const run: RunFindings = { asOf: new Date(at).toISOString(), runId: `close-${at}`, before, findings };
    const next = async (old: SessionRecord | undefined) => {
      const look = await this.#call(() => this.#seen(day));
      return nextRecord(old, { ...look, now: this.#judgesNow, run });
    };
    const { record } = await updateSession({ dataset: bars.name, day }, BUCKET, next, this.#ports, never);
    const left = leftByRun(record === undefined ? [] : [record], this.#judgesNow);
    const unsent = await this.#ports.looks.send(left, never);
    if (unsent.size > 0) throw new RegistrarError("LOOK_NOT_ASKED", "refused", { retryable: true });
  }

  #seen(day: string) {
    const objects = { version: this.version(day), uncovered: 0, elsewhere: 0, example: undefined };
    return { dataset: bars.name, day, objects, isDue: true, isFinal: true };
  }
}
