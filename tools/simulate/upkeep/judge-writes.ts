/** Does whatever we write to Glue follow from what lies in S3, and is nobody else's? */
import type { JsonObject } from "../../../emulator/index.ts";
import type { Dataset } from "../../../shared/datasets/dataset.ts";
import { removalsPerDay } from "../../../shared/datasets/on-empty.ts";
import { withoutLocation } from "../ledger.ts";
import { BUCKET } from "../stage-datasets.ts";
import type { Invocation } from "../world.ts";
import type { CommandOptions } from "./operators.ts";
import { byKey, type Version } from "./partition-history.ts";
import { contentOf, pathOf, type UndoBook } from "./undo-book.ts";
import { identityOf, isRemoving } from "./upkeep-datasets.ts";
import type { UpkeepWorld } from "./world.ts";

type Values = Readonly<Record<string, string>>;
type Input = Readonly<Record<string, unknown>>;

/** For so long it is remembered where other datasets point, in milliseconds; and clocks differ. */
const REMEMBERED = 905_000;
/** A table is remembered for so long by whoever registers. */
const TABLE_REMEMBERED = 120_000;
/** Clocks differ by so much. */
const SKEW = 6_000;

export interface JudgedActs {
  /** When an object below a path first went away. */
  readonly firstRemoval: (path: string) => number;
  readonly commandOf: (invocation: Invocation) => CommandOptions | undefined;
}

export class WriteJudge {
  /** Versions that came between our last read and our delete, which is the next call. */
  readonly unnoticed = new Set<Version>();
  readonly #world: UpkeepWorld;
  readonly #book: UndoBook;
  readonly #acts: JudgedActs;
  /** When an invocation last read a partition. */
  readonly #reads = new WeakMap<Invocation, Map<string, number>>();
  /** The greatest that a person has set for one day. */
  readonly #caps = new Map<string, number>();

  constructor(world: UpkeepWorld, book: UndoBook, acts: JudgedActs) {
    this.#world = world;
    this.#book = book;
    this.#acts = acts;
  }

  /** What is wrong with a call that was carried out. */
  done(invocation: Invocation, operation: string, input: Input, answer: JsonObject): string[] {
    const table = `${input.DatabaseName}.${input.TableName}`;
    const dataset = this.#world.datasets.find((one) => this.#world.tableOf(one) === table);
    if (dataset === undefined || !operation.startsWith("Batch")) return [];
    const of = { invocation, table, dataset };
    const valuesOf = this.#valuesIn(table);
    if (operation === "BatchGetPartition") {
      const reads = this.#reads.get(invocation) ?? new Map<string, number>();
      this.#reads.set(invocation, reads);
      for (const { Values } of input.PartitionsToGet as readonly { readonly Values: readonly string[] }[])
        reads.set(`${table} ${identityOf(valuesOf(Values))}`, this.#world.timeline.now());
      return [];
    }
    const items = (input.PartitionInputList ?? input.PartitionsToDelete ?? input.Entries) as readonly {
      readonly Values: readonly string[];
      readonly PartitionValueList: readonly string[];
    }[];
    const refused = new Set(
      ((answer.Errors ?? []) as readonly Input[]).map((one) =>
        JSON.stringify(one.PartitionValues ?? one.PartitionValueList),
      ),
    );
    const judge = JUDGES[operation];
    if (judge === undefined) return [`${invocation.name} called ${operation}`];
    return items.flatMap(({ Values, PartitionValueList: list = Values }) => {
      if (refused.has(JSON.stringify(list))) return [];
      const values = valuesOf(list);
      const named = `${invocation.name} ${operation} ${table} ${JSON.stringify(list)}`;
      return this[judge]({ ...of, values }).map((what) => `${named}: ${what}`);
    });
  }

  deletedComplaints({ invocation, table, dataset, values }: Written): string[] {
    const { timeline, history } = this.#world;
    const now = timeline.now();
    const ended = history.of(table, values).at(-1);
    if (ended === undefined || ended.until !== now || ended.endedBy !== invocation) return [];
    this.#world.races.deleted(pathOf(ended.location));
    const problems = this.#capComplaints(invocation, dataset);
    const written = this.#book.of(table, values).filter(({ by }) => by === invocation);
    const readAt = this.#readAt(invocation, table, values);
    if (!written.some(({ at }) => at <= readAt))
      problems.push("it was not read again after it was written down");
    // Somebody else changed it between our last read and our delete, which Glue cannot be asked to notice.
    if (ended.from > readAt) {
      this.unnoticed.add(ended);
      return problems;
    }
    if (!written.some(({ content }) => content === contentOf(ended.record)))
      problems.push("it was not written down before, whole");
    const isMeant =
      invocation.of === "command" ? this.#acts.commandOf(invocation)?.prune : isRemoving(dataset);
    if (isMeant !== true) problems.push("nobody asked for removals");
    const root = `s3://${BUCKET}/${dataset.prefix}`;
    if (!`${ended.location}/`.startsWith(root)) return [...problems, `its Location is ${ended.location}`];
    if (this.#world.bucket.wasAlwaysFull(pathOf(ended.location), invocation.startedAt))
      problems.push("there were data all the time");
    return [
      ...problems,
      ...this.#sharedComplaints(invocation, table, ended),
      ...this.#graceComplaints(invocation, dataset, ended),
    ];
  }

  createdComplaints({ invocation, table, dataset, values }: Written): string[] {
    const { history, ledger, folders, bucket } = this.#world;
    const made = history.of(table, values).at(-1);
    if (made === undefined || made.from !== this.#world.timeline.now()) return [];
    const content = contentOf(made.record);
    if (this.#book.of(table, values).some((one) => one.content === content)) return [];
    if (this.#acts.commandOf(invocation)?.undo === true) return ["it is not as it was"];
    const problems: string[] = [];
    const { Location } = made.record.StorageDescriptor ?? {};
    const versions = ledger.versions(table, invocation.startedAt - TABLE_REMEMBERED);
    // Glue pairs values with keys by position, as they were when the table was read.
    const named = versions.map(({ keys }) => identityOf(byKey(keys, made.record.Values)));
    const own = folders.find(
      (one) => one.dataset === dataset && one.location === Location && named.includes(identityOf(one.values)),
    );
    if (own === undefined) return [`no objects of these values lie at ${Location}`];
    const descriptor = withoutLocation(made.record.StorageDescriptor);
    if (!versions.some((one) => one.descriptor === descriptor))
      problems.push("it does not inherit its table as it is");
    if (invocation.of !== "register" && bucket.wasAlwaysEmpty(own.path, invocation.startedAt))
      problems.push(`there were no data at ${Location}`);
    return problems;
  }

  updatedComplaints({ invocation, table, values }: Written): string[] {
    const { history, timeline } = this.#world;
    const made = history.of(table, values).at(-1);
    if (made === undefined || made.from !== timeline.now()) return [];
    const known = history.since(table, values, this.#readAt(invocation, table, values));
    const before = known.filter((one) => one !== made);
    return before.some((one) => isOnlyColumns(one, made)) ? [] : ["more than columns has changed"];
  }

  #capComplaints(invocation: Invocation, dataset: Dataset): string[] {
    const now = this.#world.timeline.now();
    const day = (time: number) => new Date(time).toISOString().slice(0, 10);
    // Whose day it is counted to is known only within one.
    if (day(invocation.startedAt - SKEW) !== day(now + SKEW)) return [];
    const key = `${dataset.name} ${day(now)}`;
    const own = this.#acts.commandOf(invocation)?.maxDeletes ?? removalsPerDay(dataset);
    const cap = Math.max(this.#caps.get(key) ?? 0, own);
    this.#caps.set(key, cap);
    const removed = this.#book.count(dataset.name, day(now));
    return removed > cap ? [`it is the ${removed}th of the day, ${cap} at most`] : [];
  }

  #sharedComplaints({ startedAt }: Invocation, table: string, ended: Version): string[] {
    const { datasets, history, timeline } = this.#world;
    return datasets.flatMap((dataset) => {
      const other = this.#world.tableOf(dataset);
      const since = startedAt - (other === table ? 0 : REMEMBERED);
      const sharing = history.allSince(other, timeline.now()).find((one) => {
        return one !== ended && one.location === ended.location && one.from < since;
      });
      return sharing === undefined
        ? []
        : [`${other} ${JSON.stringify(sharing.values)} has its Location, too`];
    });
  }

  #graceComplaints({ of }: Invocation, dataset: Dataset, { location }: Version): string[] {
    if (of !== "deregister") return [];
    const grace = (dataset.removal?.graceMinutes ?? 15) * 60_000;
    const first = this.#acts.firstRemoval(pathOf(location));
    return first + grace > this.#world.timeline.now() + SKEW ? ["its grace period is not over"] : [];
  }

  #readAt(invocation: Invocation, table: string, values: Values): number {
    return this.#reads.get(invocation)?.get(`${table} ${identityOf(values)}`) ?? invocation.startedAt;
  }

  #valuesIn(table: string): (values: readonly string[]) => Values {
    const [database = "", name = ""] = table.split(".");
    const record = this.#world.glue.store.databases.get(database)?.tables.get(name)?.record;
    const keys = (record?.PartitionKeys ?? []).map(({ Name }) => Name ?? "");
    return (values) => byKey(keys, values);
  }
}

interface Written {
  readonly invocation: Invocation;
  readonly table: string;
  readonly dataset: Dataset;
  readonly values: Values;
}

const JUDGES: Readonly<Record<string, "deletedComplaints" | "createdComplaints" | "updatedComplaints">> = {
  BatchDeletePartition: "deletedComplaints",
  BatchCreatePartition: "createdComplaints",
  BatchUpdatePartition: "updatedComplaints",
};

/** Does a partition have what it had, and more columns at most? */
function isOnlyColumns(before: Version, after: Version): boolean {
  const { StorageDescriptor: { Columns: old = [], ...was } = {}, Parameters: had = {} } = before.record;
  const { StorageDescriptor: { Columns: now = [], ...is } = {}, Parameters: has = {} } = after.record;
  const rest = (parameters: Readonly<Record<string, string>>) =>
    JSON.stringify({ ...parameters, "registrar.columns": "" });
  const isKept = old.every((column) =>
    now.some(({ Name, Type }) => Name === column.Name && Type === column.Type),
  );
  return isKept && JSON.stringify(was) === JSON.stringify(is) && sameEntries(rest(had), rest(has));
}

function sameEntries(one: string, other: string): boolean {
  const sorted = (text: string) => JSON.stringify(Object.entries(JSON.parse(text)).sort());
  return sorted(one) === sorted(other);
}
