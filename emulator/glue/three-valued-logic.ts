/** SQL's logic of three values: undefined is "unknown", what a comparison with NULL gives. */

export type Truth = boolean | undefined;

export const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

export function and(left: Truth, right: Truth): Truth {
  if (left === false || right === false) return false;
  return left === undefined || right === undefined ? undefined : true;
}

export const or = (left: Truth, right: Truth): Truth => not(and(not(left), not(right)));
