/** One story: objects are written and everything goes wrong, then all is well, and what is left is judged. */
import type { Product } from "./product.ts";
import { StoryWorld } from "./story-world.ts";
import type { StoryFault } from "./weather.ts";
import type { Complaint } from "./world.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export interface StoryResult {
  readonly seed: number;
  readonly complaints: readonly Complaint[];
  readonly faults: ReadonlyMap<StoryFault, number>;
  readonly objects: number;
  readonly messages: number;
  readonly crawls: number;
}

export interface StoryOptions {
  readonly seed: number;
  readonly product: Product;
  readonly tell?: (line: string) => void;
}

export async function tellStory({ seed, product, tell }: StoryOptions): Promise<StoryResult> {
  const world = new StoryWorld({ seed, product, tell });
  const { timeline, chance } = world;
  world.open();
  const begin = timeline.now();
  const end = begin + plan(world);
  await timeline.play(end);
  world.isTroubled = false;
  world.others.leave();
  world.trace(() => "all is well from now on");
  const isQuiet = () =>
    world.untold === 0 &&
    [...(["register", "crawl"] as const)].every((name) => world.queues[name].messages().length === 0);
  await timeline.play(timeline.now() + 30 * HOUR, isQuiet);
  const rounds = chance.between(0, 2);
  for (let round = 0; round < rounds && world.queues.parking.messages().length > 0; round++) {
    replay(world);
    await timeline.play(timeline.now() + 30 * HOUR, isQuiet);
  }
  world.judge.conclude(isQuiet());
  return {
    seed,
    complaints: world.judge.complaints,
    faults: world.faults.counts,
    objects: world.lake.objects.length,
    messages: world.judge.acknowledgements,
    crawls: world.crawls.started,
  };
}

/** Puts everything that people and time will do on the timeline. Answers how long it takes. */
function plan(world: StoryWorld): number {
  const { timeline, chance, weather, stageDatasets } = world;
  const length = chance.between(1, 40) * MINUTE;
  const bursts = chance.between(1, 4);
  for (let burst = 0; burst < bursts; burst++) {
    const at = chance.between(0, length);
    const width = chance.between(0, 3) * chance.between(1, 60) * SECOND;
    const writes = chance.between(1, 14);
    for (let write = 0; write < writes; write++) {
      const moment = at + chance.between(0, width);
      timeline.after(moment, () => world.lake.write());
      if (weather.others === 0 || !chance.happens(0.1)) continue;
      timeline.after(moment + chance.between(-4 * SECOND, 4 * SECOND), () => world.others.crawlNow());
    }
  }
  for (let act = 0; act < weather.others; act++) {
    timeline.after(chance.between(0, length + 10 * MINUTE), () => world.others.meddle());
  }
  const { later } = stageDatasets;
  if (later !== undefined) timeline.after(chance.between(0, length), () => world.deploy(later));
  if (chance.happens(0.3))
    timeline.after(chance.between(length / 2, length + 10 * MINUTE), () => replay(world));
  return length + 20 * MINUTE;
}

/** An operator sends what is parked again: to the crawl queue what a crawler is to look after, the rest to the other. */
function replay(world: StoryWorld): void {
  const { queues } = world;
  const all = queues.parking.receive(1000);
  if (all.length === 0) return;
  world.fault("operator replays");
  world.trace(() => `an operator replays ${all.length} parked messages`);
  for (const { id, body, attributes, receiptHandle, sentAt } of all) {
    const { request, records } = world.messageOf(id);
    const first = records.find((record) => record.kind === "created");
    const queue = request !== undefined ? "crawl" : world.queueOf(first?.object.made.key ?? "");
    const StringValue = attributes["first-seen"]?.StringValue ?? String(sentAt);
    world.send(queue, body, { attributes: { "first-seen": { DataType: "String", StringValue } } });
    queues.parking.delete(receiptHandle!);
  }
}
