import { filtered, type TwoValued } from "../../athena/two-valued.ts";

/**
 * A number of a day's rows, in the three steps of the scan: of the rows with one key, of a symbol, of a day. Each step
 * reads what the one before calls by the same name, so that one pass over the table gives all of them.
 */
export interface Measure {
  readonly name: string;
  /** An aggregate of rows `r` of sessions `s`. */
  readonly ofKey?: string;
  /** An expression over keys and their neighbours. */
  readonly ofStep?: string;
  readonly ofSymbol?: string;
  readonly ofDay?: string;
}

/** The rows of which a condition is true; those of which it is NULL are not counted. */
export function counted(name: string, condition: string): Measure {
  return { name, ofKey: `count_if(${condition})`, ofSymbol: `sum(${name})`, ofDay: `sum(${name})` };
}

export function least(name: string, value: string): Measure {
  return { name, ofKey: `min(${value})`, ofSymbol: `min(${name})`, ofDay: `min(${name})` };
}

export function greatest(name: string, value: string): Measure {
  return { name, ofKey: `max(${value})`, ofSymbol: `max(${name})`, ofDay: `max(${name})` };
}

/** Some values of a group in an order, as the text of a JSON array; NULL if there are none. */
export function listed(
  name: string,
  value: string,
  { order, where, most }: { readonly order: string; readonly where: TwoValued; readonly most: number },
): Measure {
  const values = filtered(`array_agg(${value} ORDER BY ${order})`, where);
  return { name, ofDay: `json_format(CAST(slice(${values}, 1, ${most}) AS JSON))` };
}
