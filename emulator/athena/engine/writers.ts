/** How each rule that Trino and DuckDB write differently is written. */

import { arithmeticWriters } from "./arithmetic-writers.ts";
import { callWriters } from "./call-writers.ts";
import { expressionWriters } from "./expression-writers.ts";
import { literalWriters } from "./literal-writers.ts";
import { predicateWriters } from "./predicate-writers.ts";
import { relationWriters } from "./relation-writers.ts";
import { sortWriters } from "./sort-writers.ts";
import type { Writers } from "./translation.ts";

export const writers: Writers = {
  ...literalWriters,
  ...predicateWriters,
  ...arithmeticWriters,
  ...expressionWriters,
  ...callWriters,
  ...relationWriters,
  ...sortWriters,
};
