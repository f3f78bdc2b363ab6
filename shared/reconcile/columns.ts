import { columnsHash } from "../catalog/columns-hash.ts";
import { PARTITIONS_PER_READ, type Table } from "../catalog/port.ts";
import { identityOf } from "../datasets/placing.ts";
import { keyOrderMapper } from "../register/table-mismatch.ts";
import type { HeldPartition } from "../removal/port.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import { datasetOrderMapper } from "./catalogue.ts";
import { columnChange } from "./column-change.ts";
import type { Tally } from "./finding.ts";
import { type ColumnKeeper, type FormedPartition, PARTITIONS_PER_UPDATE } from "./port.ts";
import { isWanted, type Scope } from "./scope.ts";
import { SortedTexts } from "./sorted-texts.ts";

/** What comparing columns came to. */
export interface ComparedColumns {
  /** Partitions whose columns were read, because their hash is missing or another than the table's. */
  readonly read: number;
  /** That got the columns which they lacked. */
  readonly updated: number;
  /** Partitions that Glue did not let be changed, and why. */
  readonly refused: readonly string[];
}

/** Compares the columns of a table's partitions with the table's own, and lets them follow if that is asked for. */
export class ColumnComparison {
  readonly #scope: Scope;
  readonly #table: Table;
  readonly #keeper: ColumnKeeper;
  readonly #hash: string;
  /** Values in the dataset's key order as JSON, of partitions whose hash says nothing, or something else. */
  readonly #suspects = new SortedTexts();

  constructor(scope: Scope, table: Table, keeper: ColumnKeeper) {
    this.#scope = scope;
    this.#table = table;
    this.#keeper = keeper;
    this.#hash = columnsHash(keeper.formatOf(table).columns);
  }

  /** Looks at what Glue lists without columns: only the hash. */
  see(page: readonly HeldPartition[]): void {
    const inDatasetOrder = datasetOrderMapper(this.#table, this.#scope);
    for (const { values, columns } of page) {
      if (columns === this.#hash) continue;
      const ordered = inDatasetOrder(values);
      if (isWanted(this.#scope, ordered)) this.#suspects.add(JSON.stringify(ordered));
    }
  }

  /**
   * Reads the columns of those that were suspected, and tells of each that differs. With `isApplied` those that only lack
   * columns are written, each right after it was read: its columns and their hash, and nothing else of it.
   */
  async compare(tally: Tally, isApplied: boolean, callTimeout: CallTimeout): Promise<ComparedColumns> {
    const suspects = this.#suspects.seal();
    const size = isApplied ? PARTITIONS_PER_UPDATE : PARTITIONS_PER_READ;
    const inTableOrder = keyOrderMapper(this.#table, this.#scope.dataset);
    let updated = 0;
    const refused: string[] = [];
    for (let start = 0; start < suspects.size; start += size) {
      const length = Math.min(size, suspects.size - start);
      const values = Array.from({ length }, (_, index) => JSON.parse(suspects.at(start + index)) as string[]);
      const found = await this.#keeper.read(this.#table, values.map(inTableOrder), callTimeout());
      const lacking = this.#tell(found, tally);
      if (!isApplied || lacking.length === 0) continue;
      const refusals = await this.#keeper.write(this.#table, lacking, callTimeout());
      updated += lacking.length - refusals.length;
      const locations = new Map(lacking.map((one) => [identityOf(one.values), one.location]));
      for (const { values, error } of refusals) {
        refused.push(
          `${locations.get(identityOf(values))}: ${typeof error === "string" ? error : error.message}`,
        );
      }
    }
    return { read: suspects.size, updated, refused };
  }

  /** Answers those that may follow their table. */
  #tell(found: readonly FormedPartition[], tally: Tally): FormedPartition[] {
    const wanted = this.#keeper.formatOf(this.#table);
    const inDatasetOrder = datasetOrderMapper(this.#table, this.#scope);
    return found.filter((partition) => {
      const change = columnChange(partition.format, wanted);
      if (change.kind === "same") return false;
      const values = inDatasetOrder(partition.values);
      const { location } = partition;
      const of = { what: values.join("/"), values, location };
      if (change.kind === "additive")
        tally.add({ ...of, kind: "stale", note: `lacks ${change.added.join(", ")}` });
      else tally.add({ ...of, kind: "differing", note: change.differences.join("; ") });
      return change.kind === "additive";
    });
  }
}
