/**
 * Conditions that are TRUE or FALSE, and never NULL. FILTER takes no other: engines have differed in what they do where
 * its condition is NULL (Trino 411 let such rows pass), and the answer would name what is innocent. The same goes for
 * bool_and() and bool_or(), which leave NULL out, as if nothing had been said.
 *
 * A text of this type comes from the functions below only, so that what they make is two-valued by its syntax.
 */

declare const twoValued: unique symbol;

export type TwoValued = string & { readonly [twoValued]: true };

/** `coalesce(move > 1E-1, FALSE)`: what is unknown is not so. */
export function isTrue(condition: string): TwoValued {
  return `coalesce(${condition}, FALSE)` as TwoValued;
}

export function isPresent(value: string): TwoValued {
  return `${value} IS NOT NULL` as TwoValued;
}

/** NULL is a value like any other here: it differs from all others and not from itself. */
export function differs(one: string, other: string): TwoValued {
  return `${one} IS DISTINCT FROM ${other}` as TwoValued;
}

export function allOf(...conditions: readonly [TwoValued, ...TwoValued[]]): TwoValued {
  return conditions.join(" AND ") as TwoValued;
}

/** The only place where FILTER is written. */
export function filtered(aggregate: string, where: TwoValued): string {
  return `${aggregate} FILTER (WHERE ${where})`;
}
