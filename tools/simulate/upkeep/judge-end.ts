/** What Glue must hold when all is quiet, and after a quiet reconcile. */
import type { Dataset } from "../../../shared/datasets/dataset.ts";
import { canonical } from "../ledger.ts";
import { BUCKET } from "../stage-datasets.ts";
import type { Invocation } from "../world.ts";
import { meaningOf } from "./judge-messages.ts";
import type { Version } from "./partition-history.ts";
import { pathOf } from "./undo-book.ts";
import { identityOf, type StoryFolder } from "./upkeep-datasets.ts";
import type { UpkeepWorld } from "./world.ts";

/** Data without a partition for which nobody is to blame, and nobody is on the way. */
export function lostAtRest(
  world: UpkeepWorld,
  isUntold: (folder: StoryFolder) => boolean,
  hasEnded: (invocation: Invocation) => boolean,
  isUnnoticed: (version: Version) => boolean,
): string[] {
  const parked = world.parkedBodies().map(meaningOf);
  const isParked = ({ dataset, path }: StoryFolder) =>
    world.parkedBodies().some((body) => body.includes(pathInBody(path)) || body.includes(path)) ||
    parked.some(
      (one) =>
        (one?.kind === "nomination" && one.folders.some((folder) => dataset.prefix + folder === path)) ||
        (one?.kind === "run" && (one.dataset ?? dataset.name) === dataset.name),
    );
  return byValues(world).flatMap((spellings) => {
    const filled = spellings.filter(({ path }) => world.bucket.hasData(path));
    const { dataset, values } = spellings[0]!;
    const table = world.tableOf(dataset);
    if (filled.length === 0 || world.history.holds(table, values) !== undefined) return [];
    const last = world.history.of(table, values).at(-1);
    const isOthers = last === undefined ? filled.every(isUntold) : last.endedBy === undefined;
    // Data of the same values elsewhere were in conflict, and parked or never told of.
    if (last !== undefined && !filled.some(({ location }) => canonical(location) === last.location))
      return [];
    if (last !== undefined && isUnnoticed(last)) return [];
    if (isOthers || spellings.some(isParked)) return [];
    // Whoever ran the command saw it end, and runs it again.
    if (last?.endedBy?.of === "command" && !hasEnded(last.endedBy)) return [];
    return [`${filled[0]!.location} has data, and Glue no partition ${JSON.stringify(values)}`];
  });
}

const pathInBody = (path: string) => encodeURIComponent(path).replaceAll("%2F", "/").replaceAll("%20", "+");

/** How Glue differs from S3 after a quiet reconcile. `removes`: are orphans of this dataset removed? */
export function driftAtEnd(
  world: UpkeepWorld,
  removes: (dataset: Dataset) => boolean,
  comparesColumns: boolean,
  isOthers: (location: string) => boolean,
): string[] {
  const pointers = new Map<string, number>();
  for (const dataset of world.datasets)
    for (const { location } of world.history.current(world.tableOf(dataset)))
      pointers.set(location, (pointers.get(location) ?? 0) + 1);
  const isShared = ({ location }: Version) => pointers.get(location)! > 1;
  const isForeign = (dataset: Dataset, { location }: Version) =>
    !`${location}/`.startsWith(`s3://${BUCKET}/${dataset.prefix}`);
  const hasData = ({ location }: Version) => world.bucket.hasData(pathOf(location));

  const missing = byValues(world).flatMap((spellings) => {
    const filled = spellings.filter(({ path }) => world.bucket.hasData(path));
    if (filled.length === 0) return [];
    const { dataset, values } = spellings[0]!;
    const held = world.history.holds(world.tableOf(dataset), values);
    const named = `${filled[0]!.location} has data`;
    if (held === undefined) return [`${named}, and Glue no partition ${JSON.stringify(values)}`];
    if (filled.some(({ location }) => canonical(location) === held.location)) return [];
    const isLeft = isForeign(dataset, held) || isShared(held) || hasData(held) || !removes(dataset);
    // Of two spellings the one that lost its data may be the partition's, where nothing is removed.
    const isExplained =
      isOthers(held.location) || spellings.some(({ location }) => canonical(location) === held.location);
    return isLeft && isExplained ? [] : [`${named}, and Glue has ${held.location}`];
  });

  const left = world.datasets.filter(removes).flatMap((dataset) => {
    return world.history.current(world.tableOf(dataset)).flatMap((held) => {
      if (hasData(held) || isForeign(dataset, held) || isShared(held)) return [];
      return [
        `${world.tableOf(dataset)} ${JSON.stringify(held.values)} is at ${held.location}, without data`,
      ];
    });
  });
  return [...missing, ...left, ...(comparesColumns ? staleColumns(world) : [])];
}

/** Partitions that lack columns which their table has, and differ from it in nothing else. */
function staleColumns(world: UpkeepWorld): string[] {
  return world.datasets.flatMap((dataset) => {
    const table = world.tableOf(dataset);
    const [database = "", name = ""] = table.split(".");
    const record = world.glue.store.databases.get(database)?.tables.get(name)?.record;
    const wanted = (record?.StorageDescriptor?.Columns ?? []).map(({ Name, Type }) => `${Name} ${Type}`);
    if (dataset.strategy !== "register") return [];
    return world.history.current(table).flatMap(({ values, record: { StorageDescriptor } }) => {
      const columns = (StorageDescriptor?.Columns ?? []).map(({ Name, Type }) => `${Name} ${Type}`);
      const isPart = columns.every((column, index) => column === wanted[index]);
      if (!isPart || columns.length === wanted.length) return [];
      return [`${table} ${JSON.stringify(values)} has the columns ${columns}, its table ${wanted}`];
    });
  });
}

/** The folders of the datasets that are registered, by their values: spellings of one partition together. */
function byValues({ folders }: UpkeepWorld): StoryFolder[][] {
  const all = new Map<string, StoryFolder[]>();
  for (const folder of folders) {
    if (folder.dataset.strategy !== "register") continue;
    const identity = `${folder.dataset.name} ${identityOf(folder.values)}`;
    all.set(identity, [...(all.get(identity) ?? []), folder]);
  }
  return [...all.values()];
}
