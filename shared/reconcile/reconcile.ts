import { type Catalog, PARTITIONS_PER_READ, type Table } from "../catalog/port.ts";
import { folderOfLocation, locationOfFolder } from "../datasets/dataset-folders.ts";
import { identityOf } from "../datasets/placing.ts";
import { tableMismatch } from "../register/table-mismatch.ts";
import type { KeyListing, PartitionReader } from "../removal/port.ts";
import { KEPT } from "../removal/removal.ts";
import type { Clock } from "../runtime/clock.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import type { ObjectStore } from "../store/port.ts";
import { type Catalogue, type OddPartition, oddPartitions, pointersAt, readCatalogue } from "./catalogue.ts";
import { NOTHING_REPAIRED, type Progress, type Repaired } from "./checkpoint.ts";
import { ColumnComparison, type ComparedColumns } from "./columns.ts";
import { compareFolders } from "./comparison.ts";
import { drift, type Finding, type FindingKind, foreign, misplaced, Tally } from "./finding.ts";
import { foldersIn, stretchesOf } from "./folders.ts";
import { join, type Step, type Unregistered } from "./join.ts";
import { oddWithData } from "./odd-with-data.ts";
import type { ColumnKeeper } from "./port.ts";
import type { Repairs } from "./repairs.ts";
import { isNoPartitions, isWanted, type Scope } from "./scope.ts";

/** Milliseconds between two checkpoints. */
const CHECKPOINT_EVERY = 5_000;

export interface ReconcilePorts {
  readonly catalog: Catalog;
  readonly reader: PartitionReader;
  readonly listing: KeyListing;
  readonly store: Pick<ObjectStore, "children">;
  readonly clock: Clock;
  /** For one call. */
  readonly callTimeout: CallTimeout;
}

export interface ReconcileOptions {
  /** Findings of each kind that are kept, and not only counted. */
  readonly most: number;
  /** Is everything of the table read, although only some days are looked at? Removing asks for it. */
  readonly isWhole: boolean;
  /** What is done about what is found; undefined does nothing. Asked for once Glue has been read. */
  readonly repairs: ((catalogue: Catalogue, earlier: Repaired | undefined) => Promise<Repairs>) | undefined;
  /** Where an earlier run ended. */
  readonly resume: () => Promise<{ readonly through: string; readonly progress: Progress } | undefined>;
  /** Keeps how far the run is. */
  readonly save: (through: string, progress: Progress) => Promise<void>;
  /** Asked after each step: true ends the run there, where a later one can go on. Default: never. */
  readonly isOver?: () => boolean;
  readonly onProgress: (doing: string) => void;
  /** By what columns are compared, too; undefined does not. */
  readonly columns?: ColumnKeeper | undefined;
}

/** What a reconcile of one dataset came to. */
export interface Reconciliation {
  readonly partitions: number;
  readonly objects: number;
  /** Partitions that are where they should be. */
  readonly matched: number;
  readonly counts: Readonly<Record<FindingKind, number>>;
  readonly findings: readonly Finding[];
  /** Undefined if nothing was to be done. */
  readonly repaired: Repaired | undefined;
  /** Undefined if columns were not compared. */
  readonly columns: ComparedColumns | undefined;
}

/**
 * Compares what S3 has of a dataset with what Glue holds, and repairs it if that is asked for. Glue is read first and S3
 * after it, so that an object which comes meanwhile is at worst found twice; what seems missing is asked of Glue again.
 * Throws RegistrarError; what was done by then stays, and a later run goes on.
 */
export async function reconcile(
  scope: Scope,
  table: Table,
  ports: ReconcilePorts,
  options: ReconcileOptions,
): Promise<Reconciliation> {
  const { dataset } = scope;
  const { reader, callTimeout } = ports;
  const mismatch = tableMismatch(table, dataset);
  if (mismatch !== undefined) throw mismatch;
  const ofGlue = new Tally(options.most);
  const columns = options.columns && new ColumnComparison(scope, table, options.columns);
  const catalogue = await readCatalogue(
    scope,
    table,
    reader,
    callTimeout,
    options.isWhole,
    (partition) => ofGlue.add(foreign(partition)),
    (read) =>
      options.onProgress(`reading ${dataset.name} from Glue: ${read.toLocaleString("en-US")} partitions`),
    (page) => columns?.see(page),
  );
  const earlier = await options.resume();
  const repairs = await options.repairs?.(catalogue, earlier?.progress.repaired);
  const run = new Reconciling(scope, ports, options, { table, catalogue, repairs }, earlier?.progress);
  if ((await run.listed(earlier?.through)) === "over") return { ...run.end(ofGlue), columns: undefined };
  await run.odd(ofGlue);
  const compared = await columns?.compare(ofGlue, options.repairs !== undefined, callTimeout);
  return { ...run.end(ofGlue), columns: compared };
}

interface Found {
  readonly table: Table;
  readonly catalogue: Catalogue;
  readonly repairs: Repairs | undefined;
}

class Reconciling {
  readonly #scope: Scope;
  readonly #ports: ReconcilePorts;
  readonly #options: ReconcileOptions;
  readonly #found: Found;
  readonly #tally: Tally;
  #matched: number;
  #objects: number;
  /** Folders that are still to be compared with Glue. */
  #pending: Unregistered[] = [];
  /** Values that were told as being elsewhere. */
  readonly #elsewhere: Set<string>;

  constructor(
    scope: Scope,
    ports: ReconcilePorts,
    options: ReconcileOptions,
    found: Found,
    earlier: Progress | undefined,
  ) {
    this.#scope = scope;
    this.#ports = ports;
    this.#options = options;
    this.#found = found;
    this.#tally = new Tally(options.most, earlier);
    this.#elsewhere = new Set(earlier?.elsewhere);
    this.#matched = earlier?.matched ?? 0;
    this.#objects = earlier?.objects ?? 0;
  }

  /** Joins the listing with what Glue holds, from a folder on. */
  async listed(after: string | undefined): Promise<"whole" | "over"> {
    const { listing, store, callTimeout, clock } = this.#ports;
    const { catalogue } = this.#found;
    const stretches = await stretchesOf(this.#scope, store, callTimeout);
    const pages = foldersIn(this.#scope, stretches, after, listing, callTimeout);
    let saved = clock.now();
    for await (const step of join(this.#scope, catalogue.own, pages, after)) {
      await this.#take(step);
      if (step.through === undefined) continue;
      const isOver = this.#options.isOver?.() === true;
      if (!isOver && clock.now() - saved < CHECKPOINT_EVERY) continue;
      await this.#compare();
      await this.#options.save(step.through, this.#progress());
      saved = clock.now();
      if (isOver) return "over";
    }
    await this.#compare();
    return "whole";
  }

  /** Looks into the Locations that are not the folder of the partition's own values. */
  async odd(tally: Tally): Promise<void> {
    const { listing, callTimeout } = this.#ports;
    const { catalogue, repairs } = this.#found;
    for (const some of oddPartitions(catalogue, PARTITIONS_PER_READ)) {
      const wanted = some.filter(({ values }) => isWanted(this.#scope, values));
      const hasData = await oddWithData(this.#scope, wanted, listing, callTimeout);
      const orphans = wanted.filter((one) => !hasData(one));
      for (const orphan of orphans) tally.add(this.#orphaned(orphan));
      await repairs?.remove(orphans);
      for (const one of wanted.filter(hasData)) {
        // What was told as being elsewhere is told once.
        if (this.#elsewhere.has(identityOf(one.values)) || isNoPartitions(this.#scope, one.folder)) continue;
        tally.add(misplaced(one));
        repairs?.leave(`${one.location}: ${misplaced(one).note}`);
      }
    }
  }

  #orphaned({ values, folder, location }: OddPartition): Finding {
    const isShared = pointersAt(this.#found.catalogue, folder) > 1;
    const note = isShared ? KEPT.shared : undefined;
    return { kind: "orphaned", what: folder, values, location, note };
  }

  end(ofGlue: Tally): Omit<Reconciliation, "columns"> {
    const { counts, kept, matched, objects } = this.#progress();
    const kinds = Object.keys(counts) as FindingKind[];
    return {
      partitions: this.#found.catalogue.size,
      objects,
      matched,
      counts: Object.fromEntries(kinds.map((kind) => [kind, counts[kind] + ofGlue.counts[kind]])) as Record<
        FindingKind,
        number
      >,
      findings: [...kept, ...ofGlue.kept],
      repaired: this.#found.repairs?.repaired,
    };
  }

  #progress(): Progress {
    return {
      counts: this.#tally.counts,
      kept: this.#tally.kept,
      elsewhere: [...this.#elsewhere],
      matched: this.#matched,
      objects: this.#objects,
      repaired: this.#found.repairs?.repaired ?? NOTHING_REPAIRED,
    };
  }

  async #take({ unregistered, orphans, told, matched, objects }: Step): Promise<void> {
    this.#matched += matched;
    this.#objects += objects;
    for (const finding of told) this.#tally.add(finding);
    const pointing = orphans.map(({ values, folder }) => {
      return { values, folder, location: locationOfFolder(this.#scope, folder) };
    });
    for (const orphan of pointing) this.#tally.add(this.#orphaned(orphan));
    await this.#found.repairs?.remove(pointing);
    this.#pending.push(...unregistered);
    while (this.#pending.length >= PARTITIONS_PER_READ) await this.#compare();
    const seen = this.#objects.toLocaleString("en-US");
    this.#options.onProgress(`listing ${this.#scope.dataset.name}: ${seen} objects, ${drift(this.#tally)}`);
  }

  /** Asks Glue for folders that it was not seen to hold, and does something about them. */
  async #compare(): Promise<void> {
    const some = this.#pending.splice(0, PARTITIONS_PER_READ);
    if (some.length === 0) return;
    const { catalog, callTimeout } = this.#ports;
    const { table, repairs } = this.#found;
    const { missing, elsewhere } = await compareFolders(this.#scope, table, some, catalog, callTimeout());
    for (const { values, location } of missing) this.#tally.add(this.#finding("missing", values, location));
    for (const { values, location, held } of elsewhere) {
      this.#elsewhere.add(identityOf(values));
      const note = `Glue has ${held}`;
      this.#tally.add({ ...this.#finding("elsewhere", values, location), note });
    }
    await repairs?.create(missing);
    await repairs?.move(elsewhere);
  }

  #finding(kind: FindingKind, values: readonly string[], location: string): Finding {
    return { kind, what: folderOfLocation(this.#scope, location)!, values, location, note: undefined };
  }
}
