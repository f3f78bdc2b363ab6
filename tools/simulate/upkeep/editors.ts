/** Other people at Glue: they drop, create, move, share and make anew. */
import type { Dataset } from "../../../shared/datasets/dataset.ts";
import { canonical } from "../ledger.ts";
import { BUCKET } from "../stage-datasets.ts";
import { foldersOf, type StoryFolder } from "./upkeep-datasets.ts";
import type { UpkeepWorld } from "./world.ts";

interface TableWord {
  readonly Name: string;
  readonly PartitionKeys: readonly { readonly Name: string; readonly Type: string }[];
  readonly StorageDescriptor: {
    readonly Columns: readonly { readonly Name: string; readonly Type: string }[];
    readonly Location: string;
  };
  readonly Parameters: Readonly<Record<string, string>>;
}

export class Editors {
  readonly #world: UpkeepWorld;
  /** Locations that they have ever written: such a partition is their affair. */
  readonly #locations = new Set<string>();
  #columns = 0;

  constructor(world: UpkeepWorld) {
    this.#world = world;
  }

  /** All tables, as a stage is made. */
  open(): void {
    const { datasets, stage } = this.#world;
    const database = (name: string) => (stage === "prod" ? name : `${name}_${stage}`);
    for (const name of new Set(datasets.map((one) => database(one.database)))) {
      this.#act("CreateDatabase", { DatabaseInput: { Name: name } });
    }
    for (const dataset of datasets) this.#create(dataset, false);
    this.#world.history.observe();
    this.#world.ledger.observe();
  }

  /** A partition as an earlier registrar, or anybody, has made it. */
  hold({ dataset, values, location }: StoryFolder): void {
    this.#add(dataset, values, location);
    this.#locations.delete(canonical(location));
  }

  isTheirs(location: string): boolean {
    return this.#locations.has(canonical(location));
  }

  meddle(): void {
    const { chance, datasets, history } = this.#world;
    const dataset = chance.pick(datasets);
    const found = this.#find(dataset);
    const turn = chance.number();
    const held = history.current(this.#world.tableOf(dataset)).map(({ values }) => values);
    if (found === undefined) this.#changeTable(dataset, "made", () => this.#create(dataset, turn < 0.2));
    else if (turn < 0.2 && held.length > 0) this.#drop(dataset, [chance.pick(held)]);
    else if (turn < 0.25) this.#drop(dataset, held);
    else if (turn < 0.45 && held.length > 0) this.#move(dataset, chance.pick(held));
    else if (turn < 0.7) {
      const { values } = chance.pick(foldersOf(dataset));
      this.#did("somebody changes partitions", `${dataset.name} ${JSON.stringify(values)} is created`);
      this.#add(dataset, values, this.#somewhere(dataset));
    } else if (turn < 0.8) this.#changeTable(dataset, "gets a column", () => this.#addColumn(dataset));
    else if (turn < 0.83) this.#changeTable(dataset, "changes a type", () => this.#changeType(dataset));
    else this.#dropTable(dataset);
    this.#observe();
  }

  /** They go home: what they took away is there again. */
  leave(): void {
    for (const dataset of this.#world.datasets)
      if (this.#find(dataset) === undefined) this.#create(dataset, false);
    this.#observe();
  }

  #observe(): void {
    this.#world.history.observe();
    this.#world.ledger.observe();
  }

  /** Elsewhere, within, at another's or where another points, in another way of writing. */
  #somewhere(dataset: Dataset): string {
    const { chance, datasets, folders, history } = this.#world;
    const held = datasets.flatMap((one) => history.current(this.#world.tableOf(one)));
    if (held.length > 0 && chance.happens(0.3)) return `${chance.pick(held).location}/`;
    const own = chance.pick(foldersOf(dataset)).location;
    return chance.pick([
      `s3://somebody-elses/${chance.between(0, 9)}/`,
      `s3://${BUCKET}/lake/archive/${dataset.name}/${chance.between(0, 9)}/`,
      `s3://${BUCKET}/${dataset.prefix}old/${chance.between(0, 3)}/`,
      own,
      own.replace("s3:", "s3a:").replace(/\/$/, ""),
      chance.pick(folders).location,
    ]);
  }

  #drop(dataset: Dataset, all: readonly Readonly<Record<string, string>>[]): void {
    this.#did("somebody changes partitions", `${dataset.name} ${JSON.stringify(all)} are dropped`);
    for (const values of all) {
      this.#actOn("DeletePartition", dataset, { PartitionValues: this.#inTableOrder(dataset, values) });
    }
  }

  #move(dataset: Dataset, values: Readonly<Record<string, string>>): void {
    const Location = this.#somewhere(dataset);
    this.#did(
      "somebody changes partitions",
      `${dataset.name} ${JSON.stringify(values)} moves to ${Location}`,
    );
    const Values = this.#inTableOrder(dataset, values);
    const held = this.#world.history.holds(this.#world.tableOf(dataset), values)!;
    const { StorageDescriptor, Parameters } = held.record;
    this.#locations.add(canonical(Location));
    this.#actOn("UpdatePartition", dataset, {
      PartitionValueList: Values,
      PartitionInput: { Values, StorageDescriptor: { ...StorageDescriptor, Location }, Parameters },
    });
  }

  #add(dataset: Dataset, values: Readonly<Record<string, string>>, Location: string): void {
    const { StorageDescriptor } = this.#find(dataset)!;
    const Values = this.#inTableOrder(dataset, values);
    try {
      this.#actOn("CreatePartition", dataset, {
        PartitionInput: { Values, StorageDescriptor: { ...StorageDescriptor, Location } },
      });
      this.#locations.add(canonical(Location));
    } catch {
      // It is there.
    }
  }

  #changeTable(dataset: Dataset, what: string, change: () => void): void {
    this.#did("somebody changes a table", `${dataset.name} ${what}`);
    change();
  }

  #dropTable(dataset: Dataset): void {
    const { chance, timeline } = this.#world;
    this.#changeTable(dataset, "is dropped", () => {
      this.#act("DeleteTable", { DatabaseName: this.#database(dataset), Name: dataset.name });
    });
    this.#observe();
    const pause = chance.happens(0.5) ? 0 : chance.between(1, 600) * 1000;
    timeline.after(pause, () => {
      if (this.#find(dataset) === undefined) this.#create(dataset, chance.happens(0.2));
      this.#observe();
    });
  }

  /** At once, with the same keys. */
  renew(dataset: Dataset): void {
    if (!this.#world.isTroubled) return;
    if (this.#find(dataset) !== undefined) this.#dropTable(dataset);
    if (this.#find(dataset) === undefined) this.#create(dataset, false);
    this.#observe();
  }

  #addColumn(dataset: Dataset): void {
    const { StorageDescriptor } = this.#find(dataset)!;
    const Columns = [...StorageDescriptor.Columns, { Name: `c${++this.#columns}`, Type: "string" }];
    this.#update(dataset, { StorageDescriptor: { ...StorageDescriptor, Columns } });
  }

  #changeType(dataset: Dataset): void {
    const { StorageDescriptor } = this.#find(dataset)!;
    const [first, ...rest] = StorageDescriptor.Columns;
    const Columns = [{ ...first, Type: first!.Type === "double" ? "string" : "double" }, ...rest];
    this.#update(dataset, { StorageDescriptor: { ...StorageDescriptor, Columns } });
  }

  #update(dataset: Dataset, change: object): void {
    const { Name, PartitionKeys, StorageDescriptor, Parameters } = this.#find(dataset)!;
    const TableInput = { Name, PartitionKeys, StorageDescriptor, Parameters, ...change };
    this.#act("UpdateTable", { DatabaseName: this.#database(dataset), TableInput });
  }

  #create(dataset: Dataset, isReversed: boolean): void {
    const names = dataset.keys.map(({ name }) => name);
    const TableInput = {
      Name: dataset.name,
      PartitionKeys: (isReversed ? names.toReversed() : names).map((Name) => ({ Name, Type: "string" })),
      Parameters: {},
      StorageDescriptor: {
        Columns: [{ Name: "price", Type: "double" }],
        Location: `s3://${BUCKET}/${dataset.prefix}`,
        InputFormat: "parquet",
        SerdeInfo: { SerializationLibrary: "parquet" },
      },
    };
    this.#act("CreateTable", { DatabaseName: this.#database(dataset), TableInput });
  }

  #inTableOrder(dataset: Dataset, values: Readonly<Record<string, string>>): string[] {
    return this.#find(dataset)!.PartitionKeys.map(({ Name }) => values[Name] ?? "");
  }

  #did(fault: "somebody changes partitions" | "somebody changes a table", what: string): void {
    this.#world.fault(fault);
    this.#world.trace(() => `${fault}: ${what}`);
  }

  #database(dataset: Dataset): string {
    return this.#world.tableOf(dataset).split(".")[0]!;
  }

  #find(dataset: Dataset): TableWord | undefined {
    const database = this.#world.glue.store.databases.get(this.#database(dataset));
    return database?.tables.get(dataset.name)?.record as TableWord | undefined;
  }

  #actOn(operation: string, dataset: Dataset, input: object): void {
    const [DatabaseName, TableName] = this.#world.tableOf(dataset).split(".");
    this.#act(operation, { DatabaseName, TableName, ...input });
  }

  #act(operation: string, input: object): void {
    this.#world.glue.service.actions[operation]!(input as never);
  }
}
