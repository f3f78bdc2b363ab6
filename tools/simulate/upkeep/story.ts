/** One story about upkeep: for hours or days everything happens to S3 and Glue; then all is well, and is judged. */
import type { StoryOptions, StoryResult } from "../story.ts";
import { driftAtEnd, lostAtRest } from "./judge-end.ts";
import { type CommandOptions, someOptions } from "./operators.ts";
import { isRemoving } from "./upkeep-datasets.ts";
import { UpkeepStoryWorld } from "./upkeep-world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export async function tellUpkeep({ seed, product, tell }: StoryOptions): Promise<StoryResult> {
  const world = new UpkeepStoryWorld({ seed, product, tell });
  const { timeline, chance, judge, operators } = world;
  world.open();
  await timeline.play(timeline.now() + plan(world));
  world.isTroubled = false;
  world.calmSince = timeline.now();
  world.editors.leave();
  world.trace(() => "all is well from now on");
  await rest(world);
  if (chance.happens(0.5)) {
    operators.replay();
    await rest(world);
  }
  for (const what of lostAtRest(
    world,
    (folder) => world.isUntold(folder),
    (invocation) => operators.hasEnded(invocation),
    (version) => judge.isUnnoticed(version),
  ))
    judge.complain("lost", what);
  await reconcileQuietly(world);
  if (chance.happens(0.4)) {
    await finished(world, operators.undo());
    await reconcileQuietly(world);
  }
  if (timeline.isEndless) judge.complain("waste", "the story has no end");
  return {
    seed,
    complaints: judge.complaints,
    faults: world.faults.counts,
    objects: world.lake.objects,
    messages: judge.acknowledgements,
    crawls: 0,
  };
}

/** Puts everything that people and time will do on the timeline. Answers how long it takes. */
function plan(world: UpkeepStoryWorld): number {
  const { timeline, chance, weather, jobs, editors, operators } = world;
  const length = chance.pick([2 * HOUR, 6 * HOUR, 30 * HOUR]);
  const acts = chance.between(4, 30);
  for (let act = 0; act < acts; act++) timeline.after(chance.between(0, length), () => jobs.act());
  for (let act = 0; act < weather.others; act++)
    timeline.after(chance.between(0, length), () => editors.meddle());
  for (let run = chance.between(0, 2); run > 0; run--) {
    const moment = chance.between(0, length);
    timeline.after(moment, () => operators.schedule(chance.pick(["nightly", "weekly"] as const)));
    // Two that overlap, as on a Sunday.
    if (chance.happens(0.3))
      timeline.after(moment + chance.between(0, 20_000), () => operators.schedule("weekly"));
  }
  for (let run = chance.between(0, 2); run > 0; run--)
    timeline.after(chance.between(0, length), () => void operators.reconcile(someOptions(world)));
  if (chance.happens(0.35)) timeline.after(chance.between(length / 2, length), () => void operators.undo());
  if (chance.happens(0.3)) timeline.after(chance.between(length / 2, length), () => operators.replay());
  return length;
}

/** Until every queue is empty. */
async function rest(world: UpkeepStoryWorld): Promise<void> {
  const { timeline, judge } = world;
  await timeline.play(timeline.now() + 2 * HOUR);
  await timeline.play(timeline.now() + 3 * DAY, () => world.isQuiet);
  if (!world.isQuiet) judge.complain("lost", `${world.waiting().length} messages are never done with`);
}

/** One reconcile while nothing else happens, by the function or by a person; then Glue is what S3 has. */
async function reconcileQuietly(world: UpkeepStoryWorld): Promise<void> {
  const { timeline, chance, operators, judge, editors, datasets } = world;
  // On a day of its own, of which nothing was removed yet.
  await timeline.play((Math.floor(timeline.now() / DAY) + 1) * DAY + HOUR);
  const isCapped = datasets.some((dataset) => isRemoving(dataset) && (dataset.removal?.perDay ?? 0) < 1000);
  const isFunction = !isCapped && world.isUnhurried && chance.happens(0.6);
  if (isFunction) {
    operators.schedule("weekly");
    await timeline.play(timeline.now() + MINUTE);
    await rest(world);
  } else await finished(world, operators.reconcile(WHOLE));
  const drift = driftAtEnd(
    world,
    (dataset) => dataset.strategy === "register" && (!isFunction || isRemoving(dataset)),
    true,
    (location) => editors.isTheirs(location),
  );
  for (const what of drift) judge.complain("wrong", `after a quiet reconcile ${what}`);
}

const WHOLE: CommandOptions = {
  ...{ apply: true, prune: true, columns: true, from: undefined, undo: false, maxDeletes: 10_000 },
  datasets: ["trades", "venues", "bars"],
};

/** Lets time pass until a command has ended. */
async function finished(world: UpkeepStoryWorld, command: Promise<void>): Promise<void> {
  let isOver = false;
  void command.then(() => {
    isOver = true;
  });
  await world.timeline.play(world.timeline.now() + DAY, () => isOver);
  if (!isOver) world.judge.complain("lost", "a command does not end");
}
