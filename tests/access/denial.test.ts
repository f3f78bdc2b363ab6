import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { deny, settle } from "../../access/denial.ts";
import { sessionName } from "../../access/grant-record.ts";
import type { Denial, RevocationJournal } from "../../access/port.ts";
import {
  covers,
  everythingUntil,
  merged,
  NOTHING_REVOKED,
  oneSession,
  type Revocation,
} from "../../access/revocation.ts";
import { law } from "../support/law.ts";

const NOW = Date.parse("2026-11-20T15:30:00Z");

const revocation: fc.Arbitrary<Revocation> = fc.oneof(
  fc.integer({ min: -240, max: 0 }).map((minutes) => everythingUntil(NOW + minutes * 60_000)),
  fc
    .tuple(fc.integer({ min: -600, max: 0 }), fc.integer({ min: 0, max: 0xffffff }))
    .map(([minutes, random]) =>
      oneSession(sessionName("userX", NOW + minutes * 60_000, random.toString(16).padStart(6, "0"))),
    ),
);
const several = fc.array(revocation, { minLength: 2, maxLength: 4 });

law(
  "revocations merge to the same in every order, and each is covered by the whole",
  fc.property(several, fc.nat(), (all, turn) => {
    const whole = (list: readonly Revocation[]) => list.reduce(merged, NOTHING_REVOKED);
    const turned = all.map((_, index) => all[(index + turn) % all.length]!);
    expect(whole(turned)).toEqual(whole(all));
    expect(all.every((one) => covers(whole(all), one))).toBe(true);
  }),
);

/**
 * A role's policy and a journal, whose requests and answers take as long as they like. What is read of the policy may
 * be any that was written before, as IAM's eventual consistency allows; the journal lists all that is in it, as S3 does.
 */
class World {
  readonly #scheduler: fc.Scheduler;
  readonly #stale: fc.GeneratorValue;
  readonly versions: Revocation[] = [NOTHING_REVOKED];
  readonly #added: Revocation[] = [];

  constructor(scheduler: fc.Scheduler, stale: fc.GeneratorValue) {
    this.#scheduler = scheduler;
    this.#stale = stale;
  }

  async #call<Answer>(effect: () => Answer): Promise<Answer> {
    await this.#scheduler.schedule(Promise.resolve(), "request");
    const answer = effect();
    await this.#scheduler.schedule(Promise.resolve(), "answer");
    return answer;
  }

  readonly denial: Denial = {
    read: () => this.#call(() => this.versions[this.#stale(fc.nat, { max: this.versions.length - 1 })]!),
    write: (written) => this.#call(() => void this.versions.push(written)),
  };

  readonly journal: RevocationJournal = {
    add: (added) => this.#call(() => void this.#added.push(added)),
    all: () => this.#call(() => this.#added.reduce(merged, NOTHING_REVOKED)),
  };
}

law(
  "of revocations at once none is lost, however their calls interleave and however old what IAM reads is",
  fc.asyncProperty(several, fc.scheduler(), fc.gen(), async (all, scheduler, stale) => {
    const world = new World(scheduler, stale);
    const people = all.map(async (wanted) => {
      await deny(world.denial, wanted, NOW);
      await settle(world.denial, world.journal, wanted, NOW);
    });
    await scheduler.waitFor(Promise.all(people));
    const last = world.versions.at(-1)!;
    expect(all.filter((wanted) => !covers(last, wanted))).toEqual([]);
  }),
);

test("a revocation is denied before anything but the policy is asked", async () => {
  const calls: string[] = [];
  const denial: Denial = {
    async read() {
      calls.push("read");
      return NOTHING_REVOKED;
    },
    async write({ before }) {
      calls.push(`write ${before}`);
    },
  };
  await deny(denial, everythingUntil(NOW), NOW);
  expect(calls).toEqual(["read", "write 2026-11-20T15:30:01Z"]);
});

test("alone it costs two writes, and no more rounds", async () => {
  let [writes, lists] = [0, 0];
  let held = NOTHING_REVOKED;
  const denial: Denial = {
    read: async () => held,
    write: async (written) => {
      writes += 1;
      held = written;
    },
  };
  const journal: RevocationJournal = {
    add: async () => {},
    all: async () => {
      lists += 1;
      return everythingUntil(NOW);
    },
  };
  await deny(denial, everythingUntil(NOW), NOW);
  await settle(denial, journal, everythingUntil(NOW), NOW);
  expect({ writes, lists }).toEqual({ writes: 2, lists: 2 });
});
