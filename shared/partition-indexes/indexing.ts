import {
  isRecord,
  type StackRequest,
  type StackResponse,
  textsOf,
} from "../custom-resource/stack-request.ts";
import { signalAfter } from "../runtime/deadlines.ts";
import { messageOf } from "../runtime/errors.ts";
import { inParallel } from "../runtime/parallel.ts";
import type { IndexCreator, IndexedTable } from "./port.ts";

/** Tables at a time: Glue throttles these calls early. */
const AT_ONCE = 4;
/** Milliseconds that are left for the answer, which may need three attempts of 5 s. */
const RESERVED = 20_000;

/**
 * What a request comes to; never throws, and never fails: an index makes queries faster, and a stack that works without
 * one is not rolled back for it. The answer says what Glue refused, and `registrar doctor` what became of the rest. An
 * index goes with its table, so nothing is done when the resource is removed. `remaining` is in milliseconds.
 */
export async function indexTables(
  { type, properties }: StackRequest,
  creator: IndexCreator,
  remaining: number,
): Promise<StackResponse> {
  if (type === "Delete") return success("indexes go with their tables");
  const tables = tablesOf(properties.Tables);
  const signal = signalAfter(remaining - RESERVED);
  const told = await inParallel(tables, AT_ONCE, (wanted) => indexTable(wanted, creator, signal));
  const [refused, others] = [told.filter(({ isRefused }) => isRefused), told.filter((one) => !one.isRefused)];
  // What went wrong comes first: the reason may be cut.
  return success([...refused, ...others].map(({ text }) => text).join("; "));
}

const success = (reason: string): StackResponse => ({ status: "SUCCESS", reason });

async function indexTable(wanted: IndexedTable, creator: IndexCreator, signal: AbortSignal) {
  const name = `${wanted.database}.${wanted.table}`;
  try {
    const answer = await creator.create(wanted, signal);
    const text = answer === "accepted" ? `Glue makes the index of ${name}` : `${name} has its index`;
    return { isRefused: false, text };
  } catch (thrown) {
    return { isRefused: true, text: `${name} is left without an index: ${messageOf(thrown)}` };
  }
}

/** The tables that a property names, as deploy/partition-indexes.ts writes them. */
export function tablesOf(value: unknown): readonly IndexedTable[] {
  const tables = Array.isArray(value) ? value.filter(isRecord) : [];
  return tables.flatMap(({ Database, Table, Keys }) =>
    typeof Database === "string" && typeof Table === "string"
      ? [{ database: Database, table: Table, keys: textsOf(Keys) }]
      : [],
  );
}
