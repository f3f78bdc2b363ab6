import { FILTERING } from "../../deploy/partition-filtering.ts";
import { INDEX_NAME } from "../../shared/partition-indexes/index-name.ts";
import { aws } from "./aws-cli-command.ts";
import type { Facts, TableFacts } from "./facts.ts";
import { type DoctorFinding, type Fault, judge } from "./finding.ts";
import type { LivePartitionIndex } from "./port.ts";
import { known } from "./probe-result.ts";
import { updating } from "./updating-table.ts";

/** The checks of what makes queries faster, and nothing else: without it they answer the same. */
export function* checkPartitionIndexes({ tables }: Facts): Generator<DoctorFinding> {
  for (const table of tables) {
    const live = known(table.live);
    // A table that is not there, is a link or has other keys is told of as such.
    if (table.indexKeys === undefined || live?.keys.join().toLowerCase() !== table.keys.join()) continue;
    yield* judge(table.indexes, {
      check: "partition index",
      where: `${table.database}.${table.name}`,
      faults: (indexes) => [
        ...indexFaults(indexes, table, table.indexKeys!),
        ...filteringFaults(live.parameters, table),
      ],
      ok: (indexes) => `${ownOf(indexes, table.indexKeys!)!.name} (${table.indexKeys!.join(", ")}) is active`,
    });
  }
}

/** By its keys: under which name somebody made it does not matter. */
const ownOf = (indexes: readonly LivePartitionIndex[], keys: readonly string[]) =>
  indexes.find((index) => index.keys.join().toLowerCase() === keys.join());

function* indexFaults(
  indexes: readonly LivePartitionIndex[],
  { database, name }: TableFacts,
  keys: readonly string[],
): Generator<Fault> {
  const of = { "database-name": database, "table-name": name };
  const index = ownOf(indexes, keys);
  if (index === undefined) {
    yield {
      code: "INDEX_MISSING",
      what: `has no partition index by (${keys.join(", ")}): Glue looks at every partition for each query`,
      fix: aws("glue", "create-partition-index", {
        ...of,
        "partition-index": { IndexName: INDEX_NAME, Keys: keys },
      }),
    };
    return;
  }
  if (index.status === "ACTIVE") return;
  if (index.status === "FAILED") {
    const codes = index.failures.length === 0 ? "" : `: ${index.failures.join(", ")}`;
    yield {
      code: "INDEX_FAILED",
      what: `Glue could not make the partition index ${index.name}${codes}. Delete it, then look again`,
      fix: aws("glue", "delete-partition-index", { ...of, "index-name": index.name }),
    };
    return;
  }
  yield {
    code: "INDEX_CREATING",
    what: `the partition index ${index.name} is ${index.status}; queries do not gain by it yet`,
    fix: aws("glue", "get-partition-indexes", of),
  };
}

function* filteringFaults(parameters: Readonly<Record<string, string>>, table: TableFacts): Generator<Fault> {
  const [[name, value]] = Object.entries(FILTERING) as [[string, string]];
  if (parameters[name]?.toLowerCase() === value) return;
  yield {
    code: "PARTITION_FILTERING_OFF",
    what: `${name} is not ${value}: Athena makes no use of a partition index`,
    fix: updating(table, `.Parameters[${JSON.stringify(name)}] = ${JSON.stringify(value)}`),
  };
}
