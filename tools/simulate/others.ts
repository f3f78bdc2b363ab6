/** Other people: at consoles, in jobs that rewrite a day, at somebody's crawler, at deployments of their own. */
import { at, type TableAt, type TableWord } from "./glue-words.ts";
import type { World } from "./world.ts";

const SECOND = 1000;

export class Others {
  readonly #world: World;
  #columns = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** All tables, as a stage is made. */
  open(): void {
    for (const database of new Set(this.#tables().map(({ database }) => database))) {
      this.#act("CreateDatabase", { DatabaseInput: { Name: database } });
    }
    for (const table of this.#tables())
      this.#create(
        table,
        table.dataset.keys.map(({ name }) => name),
      );
  }

  /** One act of somebody. */
  meddle(): void {
    const { chance, deployed } = this.#world;
    const crawled = deployed.datasets.some(({ strategy }) => strategy === "crawl");
    const turn = chance.number();
    if (turn < 0.55) this.#changePartitions();
    else if (turn < 0.78 || !crawled) this.#changeTable();
    else if (turn < 0.95) this.#crawl();
    else this.#deleteCrawler();
    this.#world.ledger.observe();
  }

  /** They go home: what they took away is there again. */
  leave(): void {
    // This is the last that they do: what was read a moment ago may say otherwise.
    this.#world.lastAct = this.#world.timeline.now();
    for (const table of this.#tables()) {
      const found = this.#find(table);
      if (found === undefined)
        this.#create(
          table,
          table.dataset.keys.map(({ name }) => name),
        );
      else if (found.Parameters["projection.enabled"] === "true") this.#update(table, { Parameters: {} });
    }
    for (const crawler of this.#world.crawls.names) this.#bringCrawler(crawler);
    this.#world.ledger.observe();
  }

  #tables(): TableAt[] {
    const { stageDatasets } = this.#world;
    return stageDatasets.first.datasets.map((dataset) => ({
      dataset,
      database:
        stageDatasets.stage === "prod" ? dataset.database : `${dataset.database}_${stageDatasets.stage}`,
    }));
  }

  #changePartitions(): void {
    const { chance } = this.#world;
    const table = chance.pick(this.#tables());
    const found = this.#find(table);
    if (found === undefined) return;
    this.#did("somebody changes partitions", `of ${table.dataset.name}`);
    const held = this.#partitions(table);
    const turn = chance.number();
    if (turn < 0.35 || held.length === 0) this.#addWhatLiesThere(table, found);
    else if (turn < 0.55) this.#drop(table, chance.pick(held));
    else if (turn < 0.65) for (const values of held) this.#drop(table, values);
    else if (turn < 0.85) this.#move(table, found, chance.pick(held));
    else this.#claimElsewhere(table, found);
  }

  /** As MSCK REPAIR and crawlers add partitions: the same places, written in another way. */
  #addWhatLiesThere(table: TableAt, found: TableWord): void {
    const { chance, lake } = this.#world;
    for (const { made } of lake.objects) {
      const { expected } = made;
      if (expected.kind !== "data" || expected.dataset !== table.dataset.name || expected.isPoison) continue;
      if (chance.happens(0.4)) continue;
      const plain = expected.location.replace(/\/$/, "");
      const Location = chance.pick([expected.location, plain, expected.location.replace("s3:", "s3a:")]);
      this.#add(table, found, expected.values, Location);
    }
  }

  /** A partition that somebody else has, of values that objects may claim. */
  #claimElsewhere(table: TableAt, found: TableWord): void {
    const { chance } = this.#world;
    const values = Object.fromEntries(
      table.dataset.keys.map(({ name }) => {
        const own = { day: "2026-11-19", symbol: "MSFT", venue: "NYSE", region: "us" }[name] ?? "";
        return [name, own];
      }),
    );
    this.#add(table, found, values, `s3://somebody-elses/${chance.between(0, 9)}/`);
  }

  #add(table: TableAt, found: TableWord, values: Readonly<Record<string, string>>, Location: string): void {
    const Values = found.PartitionKeys.map(({ Name }) => values[Name] ?? "");
    try {
      const StorageDescriptor = { ...found.StorageDescriptor, Location };
      this.#act("CreatePartition", { ...at(table), PartitionInput: { Values, StorageDescriptor } });
    } catch {
      // It is there.
    }
  }

  /** By hand, or as a job does it before it writes the day anew. */
  #drop(table: TableAt, values: readonly string[]): void {
    this.#act("DeletePartition", { ...at(table), PartitionValues: values });
    const { chance, lake, timeline } = this.#world;
    if (chance.happens(0.7))
      timeline.after(chance.between(1, 60) * SECOND, () => lake.rewrite(table.dataset.name));
  }

  #move(table: TableAt, found: TableWord, values: readonly string[]): void {
    const StorageDescriptor = { ...found.StorageDescriptor, Location: "s3://moved/there/" };
    const input = { PartitionInput: { Values: values, StorageDescriptor } };
    this.#act("UpdatePartition", { ...at(table), PartitionValueList: values, ...input });
  }

  #changeTable(): void {
    const { chance } = this.#world;
    const table = chance.pick(this.#tables());
    const found = this.#find(table);
    const keys = table.dataset.keys.map(({ name }) => name);
    this.#did("somebody changes a table", table.dataset.name);
    const turn = chance.number();
    if (found === undefined) this.#create(table, turn < 0.3 ? keys.toReversed() : keys);
    else if (turn < 0.4) this.#addColumn(table, found);
    else if (turn < 0.5) this.#update(table, { Parameters: { "projection.enabled": "true" } });
    else {
      this.#act("DeleteTable", { DatabaseName: table.database, Name: table.dataset.name });
      this.#world.ledger.observe();
      if (turn < 0.7) this.#create(table, keys);
      else if (turn < 0.85) this.#create(table, keys.toReversed());
    }
  }

  #addColumn(table: TableAt, found: TableWord): void {
    const { StorageDescriptor } = found;
    const Columns = [...StorageDescriptor.Columns, { Name: `c${++this.#columns}`, Type: "string" }];
    this.#update(table, { StorageDescriptor: { ...StorageDescriptor, Columns } });
  }

  #update(table: TableAt, change: object): void {
    const { Name, PartitionKeys, StorageDescriptor, Parameters } = this.#find(table)!;
    const TableInput = { Name, PartitionKeys, StorageDescriptor, Parameters, ...change };
    this.#act("UpdateTable", { DatabaseName: table.database, TableInput });
  }

  #create({ dataset, database }: TableAt, keys: readonly string[]): void {
    const TableInput = {
      Name: dataset.name,
      PartitionKeys: keys.map((Name) => ({ Name, Type: "string" })),
      Parameters: {},
      StorageDescriptor: {
        Columns: [
          { Name: "price", Type: "double" },
          { Name: `v${++this.#columns}`, Type: "string" },
        ],
        Location: `s3://stock-trades-data/${dataset.prefix}`,
        InputFormat: "parquet",
        SerdeInfo: { SerializationLibrary: "parquet" },
      },
    };
    this.#act("CreateTable", { DatabaseName: database, TableInput });
  }

  /** Where clocks matter most: a crawl that begins at about the time of a write. */
  crawlNow(): void {
    if (this.#world.isTroubled && this.#world.crawls.names.length > 0) this.#crawl();
  }

  #crawl(): void {
    const world = this.#world;
    const { chance, crawls } = world;
    const crawler = chance.pick(crawls.names);
    this.#did("somebody starts or stops a crawl", crawler);
    try {
      if (chance.happens(0.3)) crawls.stop(crawler);
      else {
        const start = () => this.#act("StartCrawler", { Name: crawler });
        crawls.start(crawler, undefined, world.strikes(world.weather.crawls), start);
      }
    } catch {
      // It runs, or does not, or is gone.
    }
  }

  #deleteCrawler(): void {
    const { chance, crawls, timeline } = this.#world;
    const crawler = chance.pick(crawls.names);
    try {
      crawls.delete(crawler);
    } catch {
      return;
    }
    this.#did("somebody deletes a crawler", crawler);
    crawls.missingUntil = Number.POSITIVE_INFINITY;
    timeline.after(chance.between(1, 40) * 60_000, () => this.#bringCrawler(crawler));
  }

  #bringCrawler(crawler: string): void {
    const { crawls, timeline } = this.#world;
    if (!crawls.isThere(crawler)) crawls.open(crawler.split("crawler-").at(-1)!, crawler);
    if (crawls.names.every((name) => crawls.isThere(name))) crawls.missingUntil = timeline.now();
  }

  #did(fault: Parameters<World["fault"]>[0], what: string): void {
    this.#world.fault(fault);
    this.#world.lastAct = this.#world.timeline.now();
    this.#world.trace(() => `${fault}: ${what}`);
  }

  #find({ database, dataset }: TableAt): TableWord | undefined {
    const entry = this.#world.glue.store.databases.get(database)?.tables.get(dataset.name);
    return entry?.record as TableWord | undefined;
  }

  #partitions({ database, dataset }: TableAt): (readonly string[])[] {
    const { partitions } = this.#world.glue.store.table(database, dataset.name);
    return [...partitions.values()].map(({ record }) => record.Values);
  }

  #act(operation: string, input: object): unknown {
    return this.#world.glue.service.actions[operation]!(input as never);
  }
}
