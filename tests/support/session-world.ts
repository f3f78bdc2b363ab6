import { RegistrarError } from "../../shared/runtime/errors.ts";
import { type DataVersion, VersionFold } from "../../shared/sessions/data-version.ts";
import { sessionRecordKey } from "../../shared/sessions/keys.ts";
import {
  parseSessionRecord,
  type SessionChange,
  type SessionRecord,
} from "../../shared/sessions/session-record.ts";
import { nextRecord, type RunFindings, type SessionLook } from "../../shared/sessions/session-state.ts";
import { type SessionPorts, updateSession } from "../../shared/sessions/update-session.ts";
import { MemoryRecords } from "./memory-records.ts";

/** What somebody dies of, between any two of their calls. */
class Crash extends Error {}

/** One thing that happens: whose turn it is, by a number, and how it goes on. */
export interface StoryStep {
  readonly kind: "write" | "remove" | "run" | "look" | "go on" | "crash";
  readonly which: number;
}

export const SESSION = { dataset: "bars_5m", day: "2025-11-28" };
const BUCKET = "lake";
const never = new AbortController().signal;

/**
 * One session, into which jobs write while runs and looks go on beside each other: each of their calls waits for its turn,
 * and may be its last. An object is sound or not by its ETag; a run reads one object after another, as they are then.
 */
export class SessionWorld {
  readonly #objects = new Map<string, { readonly etag: number; readonly at: number }>();
  readonly #records = new MemoryRecords();
  readonly #waiting: ((crashes: boolean) => void)[] = [];
  #time = Date.parse("2025-11-28T20:00:00Z");
  #writes = 0;
  #runs = 0;
  /** Every version that there was, by its hash: were all of its objects sound? */
  readonly sound = new Map<string, boolean>();
  /** Every record that was written, in order. */
  readonly written: SessionRecord[] = [];
  readonly told: SessionChange[] = [];

  readonly #ports: SessionPorts = {
    records: {
      read: async (bucket, key) => {
        await this.#turn();
        return this.#records.read(bucket, key);
      },
      write: async (bucket, key, text, over) => {
        await this.#turn();
        const answer = await this.#records.write(bucket, key, text, over);
        if (answer !== "outdated") this.written.push(parseSessionRecord(text, key));
        // The answer may be lost although the write was not.
        await this.#turn();
        return answer;
      },
    },
    tell: async (_, change) => {
      await this.#turn();
      this.told.push(change);
    },
  };

  async take({ kind, which }: StoryStep): Promise<void> {
    this.#time += 1000;
    if (kind === "write") this.#write(`object-${which % 2}`, which);
    else if (kind === "remove") this.#objects.delete(`object-${which % 2}`);
    else if (kind === "run") this.#start(this.#judge());
    else if (kind === "look") this.#start(this.#look());
    else this.#wake(which, kind === "crash");
    this.version();
    await drained();
  }

  /** No job writes any more and nobody dies: somebody looks, and then all that are late go on to their ends. */
  async calmDown(): Promise<SessionRecord | undefined> {
    const late = this.#waiting.splice(0);
    this.#start(this.#look());
    await drained();
    for (const others of [[], late]) {
      this.#waiting.push(...others);
      while (this.#waiting.length > 0) await this.take({ kind: "go on", which: 0 });
    }
    return this.record();
  }

  record(): SessionRecord | undefined {
    const key = sessionRecordKey(SESSION);
    const stored = this.#records.texts.get(key);
    return stored && parseSessionRecord(stored.text, key);
  }

  /** What is there now. */
  version(): DataVersion {
    const fold = new VersionFold();
    for (const [key, { etag, at }] of this.#objects) {
      fold.add({ key, size: 1, etag: String(etag), modified: new Date(at).toISOString() });
    }
    this.sound.set(fold.version.hash, [...this.#objects.values()].every(isSound));
    return fold.version;
  }

  #write(key: string, which: number): void {
    // Now and then the same bytes again.
    const etag = which % 5 === 0 ? (this.#objects.get(key)?.etag ?? 1) : ++this.#writes;
    this.#objects.set(key, { etag, at: this.#time });
  }

  #wake(which: number, crashes: boolean): void {
    const [next] = this.#waiting.splice(which % Math.max(1, this.#waiting.length), 1);
    next?.(crashes);
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push((crashes) => (crashes ? reject(new Crash()) : resolve()));
    });
  }

  #start(work: Promise<void>): void {
    work.catch((thrown) => {
      // Too many others wrote: the run is tried again, which is another one here.
      if (!(thrown instanceof Crash || thrown instanceof RegistrarError)) throw thrown;
    });
  }

  async #judge(): Promise<void> {
    await this.#turn();
    const before = this.version();
    const isGood: boolean[] = [];
    for (const key of [...this.#objects.keys()]) {
      await this.#turn();
      const found = this.#objects.get(key);
      if (found !== undefined) isGood.push(isSound(found));
    }
    await this.#turn();
    const asOf = new Date(this.#time).toISOString();
    const marks: RunFindings["findings"]["marks"] = isGood.includes(false) ? { "unique.key": "fail" } : {};
    const findings = { isWhole: true, passed: isGood.includes(false) ? [] : ["unique.key"], marks };
    await this.#update({ asOf, runId: `run-${++this.#runs}`, before, findings });
  }

  #look(): Promise<void> {
    return this.#update(undefined);
  }

  async #update(run: RunFindings | undefined): Promise<void> {
    const look = async (): Promise<SessionLook> => {
      await this.#turn();
      const objects = { version: this.version(), uncovered: 0, elsewhere: 0, example: undefined };
      const seen = { ...SESSION, objects, isDue: true, isFinal: true, now: this.#time };
      return run === undefined ? seen : { ...seen, run };
    };
    await updateSession(SESSION, BUCKET, async (old) => nextRecord(old, await look()), this.#ports, never);
  }
}

const isSound = ({ etag }: { readonly etag: number }) => etag % 4 !== 0;

/** Lets everybody run until they wait for their turn. */
const drained = () => new Promise((resolve) => setImmediate(resolve));
