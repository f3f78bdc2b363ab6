import type { Table } from "../catalog/port.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { CatalogError } from "../runtime/errors.ts";

/** Brings values from the dataset's key order into the table's, whose keys are the same. */
export type KeyOrderMapper = (values: readonly string[]) => string[];

export function keyOrderMapper(table: Table, dataset: Dataset): KeyOrderMapper {
  const positions = table.keys.map((name) =>
    dataset.keys.findIndex((key) => key.name === name.toLowerCase()),
  );
  return (values) => positions.map((position) => values[position]!);
}

/** Why nothing can be registered in this table, if so. */
export function tableMismatch(table: Table, dataset: Dataset): CatalogError | undefined {
  const name = `${table.database}.${table.name}`;
  const expected = dataset.keys.map((key) => key.name);
  const found = table.keys.map((key) => key.toLowerCase());
  if ([...expected].sort().join() !== [...found].sort().join()) {
    const message = `${name} is partitioned by [${found}], dataset ${dataset.name} by [${expected}]`;
    return new CatalogError("TABLE_KEYS_DIFFER", message);
  }
  if (table.projected) {
    const message = `${name} has projection.enabled=true: Athena would ignore what is registered`;
    return new CatalogError("INERT_REGISTRATION", message);
  }
  return undefined;
}

/** The table that was asked for, or why nothing can be registered in it. */
export async function usableTable(asked: Promise<Table>, dataset: Dataset): Promise<Table | CatalogError> {
  try {
    const table = await asked;
    return tableMismatch(table, dataset) ?? table;
  } catch (error) {
    if (error instanceof CatalogError) return error;
    throw error;
  }
}

/**
 * Why partitions that were created in `table` may lie under each other's values, if so. `asked` is the table as it is
 * after that. Glue takes values by their position: in a table that was made anew meanwhile, with its keys in another
 * order, they are another partition's.
 */
export async function replacement(
  table: Table,
  asked: () => Promise<Table>,
): Promise<CatalogError | undefined> {
  // One key has one order.
  if (table.keys.length < 2) return undefined;
  try {
    const { keys } = await asked();
    if (keys.join() === table.keys.join()) return undefined;
    const message =
      `${table.database}.${table.name} was partitioned by [${table.keys}] when partitions were created in it, ` +
      `and is by [${keys}] now`;
    return new CatalogError("TABLE_REPLACED", message, { retryable: true });
  } catch (error) {
    if (error instanceof CatalogError) return error;
    throw error;
  }
}
