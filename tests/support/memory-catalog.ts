import type {
  Catalog,
  ListedPartition,
  NewPartition,
  PartitionListing,
  PartitionRanges,
  Refusal,
  StoredPartition,
  Table,
  TableFormat,
  ValueRange,
} from "../../shared/catalog/port.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { CatalogError, type ErrorCode } from "../../shared/runtime/errors.ts";

export type Operation = "table" | "createPartitions" | "readPartitions" | "values" | "within";

/** What befalls one call. */
export type CallFault =
  | "throttle"
  | "access denied"
  /** AWS's front door answers 413: Glue sees nothing of it. */
  | "too large"
  /** Broke before Glue carried it out; nobody can tell. */
  | "lost before"
  /** Broke after Glue had carried it out; nobody can tell. */
  | "lost after"
  /** No answer until the caller gives up. */
  | "silence";

export interface MemoryTable {
  readonly table: Table;
  /** By their values as JSON, in the table's key order. */
  readonly partitions: Map<string, ListedPartition>;
}

/** The form of tables that are added without one. */
const NO_FORM: TableFormat = { columns: [], inputFormat: "parquet", serde: "parquet" };
/** A page of a listing: so few that tests cross its end. */
const PAGE = 3;

/** One call, as the log keeps it. */
export interface LoggedCall {
  readonly operation: Operation;
  readonly table: string;
  readonly items: number;
}

/** A Data Catalog in memory: as strict as Glue about its limits, and as unreliable as a test asks. */
export class MemoryCatalog implements Catalog, PartitionListing {
  readonly tables = new Map<string, MemoryTable>();
  /** Every call, in the order in which they came. */
  readonly calls: LoggedCall[] = [];
  /** Decides the fate of each call; undefined lets it pass. */
  fate: (call: LoggedCall) => CallFault | undefined = () => undefined;
  /** Glue refuses the whole call while it holds such a partition, as it does for InvalidInputException. */
  isPoison: (values: readonly string[]) => boolean = () => false;
  /** Glue reports this in Errors for the partition, and creates the others. */
  itemError: (values: readonly string[]) => CatalogError | undefined = () => undefined;
  /** Is run after a create and before anything else: the moment for somebody else's interference. */
  afterCreate: () => void = () => {};
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(
    database: string,
    name: string,
    keys: readonly string[],
    options: { readonly projected?: boolean; readonly form?: TableFormat } = {},
  ): MemoryTable {
    const table: Table = {
      database,
      name,
      keys,
      createdAt: this.#clock.now(),
      projected: options.projected ?? false,
      location: `s3://stock-trades-data/${name}/`,
      descriptor: options.form ?? NO_FORM,
    };
    const added = { table, partitions: new Map<string, ListedPartition>() };
    this.tables.set(`${database}.${name}`, added);
    return added;
  }

  /** Every partition, as text that compares: `database.table ["a","b"] s3://…`. */
  contents(): string[] {
    return this.stored().map(
      ({ table, values, location }) => `${table} ${JSON.stringify(values)} ${location}`,
    );
  }

  stored(): (Omit<StoredPartition, "eventTime"> & { readonly table: string })[] {
    const all = [...this.tables].flatMap(([table, { partitions }]) =>
      [...partitions.values()].map(({ form: _, eventTime: __, ...partition }) => ({ table, ...partition })),
    );
    const order = ({ table, values }: (typeof all)[number]) => JSON.stringify([table, values]);
    return all.sort((one, other) => (order(one) < order(other) ? -1 : 1));
  }

  /** Puts a partition there without the registrar's doing, as a crawler or a person would. */
  put(
    { table, partitions }: MemoryTable,
    values: readonly string[],
    location: string,
    others: Partial<ListedPartition> = {},
  ): void {
    partitions.set(JSON.stringify(values), {
      values,
      location,
      registeredAt: undefined,
      registeredFor: undefined,
      eventTime: undefined,
      form: this.formatOf(table),
      ...others,
    });
  }

  count(operation: Operation): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  table(database: string, name: string, signal: AbortSignal): Promise<Table> {
    const call = { operation: "table", table: `${database}.${name}`, items: 1 } as const;
    return this.#carryOut(call, signal, () => this.#find(database, name).table);
  }

  createPartitions(
    table: Table,
    partitions: readonly NewPartition[],
    signal: AbortSignal,
  ): Promise<Refusal[]> {
    const call = {
      operation: "createPartitions",
      table: `${table.database}.${table.name}`,
      items: partitions.length,
    } as const;
    return this.#carryOut(call, signal, () => this.#create(table, partitions));
  }

  readPartitions(
    table: Table,
    values: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<StoredPartition[]> {
    const call = {
      operation: "readPartitions",
      table: `${table.database}.${table.name}`,
      items: values.length,
    } as const;
    return this.#carryOut(call, signal, () => {
      if (values.length > 1000) throw refused("INVALID_INPUT", "BatchGetPartition takes 1,000", "item");
      const { partitions } = this.#find(table.database, table.name);
      return values.flatMap((one) => partitions.get(JSON.stringify(one)) ?? []);
    });
  }

  async *values(table: Table, signal: AbortSignal): AsyncGenerator<readonly (readonly string[])[]> {
    for await (const page of this.#pages("values", table, signal, () => true)) {
      yield page.map(({ values }) => values);
    }
  }

  within(
    table: Table,
    ranges: PartitionRanges | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly ListedPartition[]> {
    const isIn = (values: readonly string[], { key, isNumber, from, to }: ValueRange) => {
      const compared = (text: string) => (isNumber === true ? Number(text) : text);
      const position = table.keys.indexOf(key);
      if (position < 0) throw refused("INVALID_INPUT", `${key} is no key of [${table.keys}]`, "item");
      const value = compared(values[position]!);
      return (from === undefined || value >= compared(from)) && (to === undefined || value <= compared(to));
    };
    return this.#pages("within", table, signal, ({ values }) => {
      return ranges === undefined || ranges.some((each) => each.every((range) => isIn(values, range)));
    });
  }

  formatOf({ descriptor }: Table): TableFormat {
    return descriptor as TableFormat;
  }

  /** Logs each page as a call; the last one may be empty, as Glue's may. */
  async *#pages(
    operation: "values" | "within",
    table: Table,
    signal: AbortSignal,
    isWanted: (partition: ListedPartition) => boolean,
  ): AsyncGenerator<readonly ListedPartition[]> {
    const call = { operation, table: `${table.database}.${table.name}`, items: PAGE };
    for (let start = 0, more = true; more; start += PAGE) {
      const all = await this.#carryOut(call, signal, () => {
        return [...this.#find(table.database, table.name).partitions.values()].filter(isWanted);
      });
      yield all.slice(start, start + PAGE);
      more = start + PAGE <= all.length;
    }
  }

  #create(table: Table, wanted: readonly NewPartition[]): Refusal[] {
    if (wanted.length > 100) throw refused("INVALID_INPUT", "BatchCreatePartition takes 100", "item");
    const { partitions } = this.#find(table.database, table.name);
    for (const { values } of wanted) {
      if (this.isPoison(values)) throw refused("INVALID_INPUT", "one of the partitions is poison", "item");
      if (values.length !== table.keys.length || values.some((value) => value === "")) {
        throw refused("INVALID_INPUT", `values ${JSON.stringify(values)} do not fit [${table.keys}]`, "item");
      }
    }
    const refusals: Refusal[] = [];
    for (const { values, location, registeredAt, provenance } of wanted) {
      const identity = JSON.stringify(values);
      const error = this.itemError(values);
      if (error !== undefined) refusals.push({ values, error });
      else if (partitions.has(identity)) refusals.push({ values, error: "already exists" });
      else {
        const [eventTime, form] = [provenance.time, this.formatOf(table)];
        const stamps = { registeredAt, registeredFor: provenance.key, eventTime };
        partitions.set(identity, { values, location, ...stamps, form });
      }
    }
    return refusals;
  }

  #find(database: string, name: string): MemoryTable {
    const found = this.tables.get(`${database}.${name}`);
    if (found === undefined)
      throw refused("TABLE_NOT_FOUND", `there is no table ${database}.${name}`, "call");
    return found;
  }

  async #carryOut<Answer>(call: LoggedCall, signal: AbortSignal, work: () => Answer): Promise<Answer> {
    this.calls.push(call);
    if (signal.aborted) throw deadline();
    const fault = this.fate(call);
    if (fault === "silence") return silence(signal);
    if (fault === "throttle") throw refused("THROTTLED", "Rate exceeded", "call", true);
    if (fault === "access denied") throw refused("ACCESS_DENIED", "not authorized", "call");
    if (fault === "too large") throw refused("INVALID_INPUT", "Payload Too Large", "item");
    if (fault === "lost before") throw lost();
    const answer = work();
    if (call.operation === "createPartitions") this.afterCreate();
    if (fault === "lost after") throw lost();
    return answer;
  }
}

function refused(code: ErrorCode, message: string, blame: "item" | "call", retryable = false): CatalogError {
  return new CatalogError(code, message, { blame, retryable });
}

function lost(): CatalogError {
  return new CatalogError("UNAVAILABLE", "the answer was lost", { effect: "unknown", retryable: true });
}

function deadline(): CatalogError {
  return new CatalogError("DEADLINE", "no answer in time", { effect: "unknown", retryable: true });
}

function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(deadline())));
}
