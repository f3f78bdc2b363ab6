/** Is every object of a crawled dataset seen by a crawl, or stood for; and is no crawl in vain? */
import type { Delivery, WrittenObject } from "./sent-messages.ts";
import type { Invocation, SimulatedCrawl, World } from "./world.ts";

const SECOND = 1000;
/** Between a crawl's beginning and the newest event it is sure to have seen: clocks differ, times are cut. */
const CERTAIN = 20 * SECOND;
/** Events are told within this time. */
const TELLING = 91 * SECOND;

export interface CrawlJudge {
  started(
    by: Invocation,
    dataset: string,
    last: SimulatedCrawl | undefined,
    successes: readonly number[],
  ): string[];
  acknowledged(invocation: Invocation, delivery: Delivery): string[];
  conclude(): string[];
}

export function createCrawlJudge(world: World): CrawlJudge {
  /** Objects that messages of the crawl queue have told of. */
  const told = new Map<string, Set<WrittenObject>>();

  function standInsOf(dataset: string) {
    const messages = world.messagesOf("register", "crawl", "parking");
    const requests = messages.flatMap(({ request }) =>
      request?.dataset === dataset ? [request.through] : [],
    );
    const events = new Set(
      messages.flatMap(({ records }) =>
        records.flatMap((one) => (one.kind === "created" ? [one.object] : [])),
      ),
    );
    return { through: Math.max(Number.NEGATIVE_INFINITY, ...requests), events };
  }

  /** Objects that nothing stands for. */
  function lostOf(dataset: string): WrittenObject[] {
    const open = [...(told.get(dataset) ?? [])].filter((object) => !isSeen(dataset, object));
    if (open.length === 0) return [];
    world.crawls.refresh();
    const { through, events } = standInsOf(dataset);
    return open.filter((object) => {
      return !isSeen(dataset, object) && !events.has(object) && leastTime(object) > through;
    });
  }

  function isSeen(dataset: string, object: WrittenObject): boolean {
    if (!world.crawls.hasSeen(dataset, object)) return false;
    object.isSettled = true;
    return true;
  }

  function note(invocation: Invocation, { message, id }: Delivery): string[] {
    const complaints: string[] = [];
    const isParked = invocation.parked.has(message.body);
    for (const record of message.records) {
      if (record.kind === "malformed" && !isParked) complaints.push(`${id} is malformed and not parked`);
      if (record.kind !== "created") continue;
      const { object } = record;
      const { expected } = object.made;
      if (isParked) object.isSettled = true;
      if (isParked || expected.kind === "ignored") continue;
      const dataset = invocation.deployment.datasets.find(({ name }) => name === expected.dataset)!;
      if (expected.kind === "unplaceable" || dataset.strategy !== "crawl") {
        complaints.push(
          `${id} tells of object ${object.id}, which no crawler looks after, and is not parked`,
        );
        continue;
      }
      const all = told.get(dataset.name) ?? new Set();
      told.set(dataset.name, all.add(object));
    }
    return complaints;
  }

  return {
    started(by, dataset, last, successes) {
      const complaints: string[] = [];
      const now = world.timeline.now();
      const { minimumInterval = 600 } =
        by.deployment.datasets.find(({ name }) => name === dataset)?.crawl ?? {};
      // Somebody else's run may have begun and ended since the function looked.
      const isOld = last?.endedAt !== undefined && last.endedAt < by.startedAt - 5 * SECOND;
      if (isOld && now - last.startedAt < minimumInterval * SECOND - 5 * SECOND) {
        complaints.push(`${by.name} started a crawl of ${dataset} ${now - last.startedAt} ms after the last`);
      }
      const written = world.lake.objects.filter(({ made: { expected } }) => {
        return expected.kind === "data" && expected.dataset === dataset;
      });
      const newest = Math.max(Number.NEGATIVE_INFINITY, ...written.map(({ writtenAt }) => writtenAt));
      const seen = successes.find((startedAt) => startedAt > newest + CERTAIN);
      if (seen !== undefined && isOld)
        complaints.push(`${by.name} started a crawl of ${dataset}, which has seen all there is`);
      return complaints;
    },

    acknowledged(invocation, delivery) {
      const complaints = note(invocation, delivery);
      const { message } = delivery;
      const named = message.records.flatMap((record) => {
        if (record.kind !== "created") return [];
        const { expected } = record.object.made;
        return expected.kind === "data" ? [expected.dataset] : [];
      });
      const touched = new Set([
        ...named,
        ...(message.request === undefined ? [] : [message.request.dataset]),
      ]);
      // The message itself is still in the queue, and is gone in a moment.
      const without = withoutMessage(world, delivery);
      try {
        for (const dataset of touched) {
          for (const object of lostOf(dataset)) {
            if (world.untold > 0 && world.timeline.now() - object.writtenAt < TELLING) continue;
            complaints.push(`object ${object.id} of ${dataset} is stood for by nobody`);
          }
        }
      } finally {
        without();
      }
      return complaints.map((what) => `${invocation.name} acknowledged ${delivery.id}: ${what}`);
    },

    conclude() {
      world.crawls.refresh();
      return [...told.keys()].flatMap((dataset) => {
        // What a parked crawl request stands for waits for a person.
        const { through } = standInsOf(dataset);
        for (const object of told.get(dataset)!) {
          if (leastTime(object) <= through) object.isSettled = true;
        }
        return lostOf(dataset).map(({ id }) => `object ${id} of ${dataset} was never seen by a crawl`);
      });
    },
  };
}

/** EventBridge may have told a second less; no time counts that is ahead of the queue's or the function's. */
function leastTime({ told, writtenAt }: WrittenObject): number {
  return Math.min(Math.floor(told / SECOND) * SECOND, writtenAt - 2 * SECOND);
}

/** Judges as if a message were gone. Answers how to undo that. */
function withoutMessage(world: World, { id }: Delivery): () => void {
  world.leaving.add(id);
  return () => world.leaving.delete(id);
}
