/** Athena's SQL as the emulator reads it: Trino's grammar as trees, which tables a query scans, which types it reads. */
export { type Parse, parser } from "./athena/engine/grammar.ts";
export { turnsInto } from "./athena/engine/partition-coercion.ts";
export { scansOf } from "./athena/engine/scans.ts";
export {
  childrenOf,
  descendants,
  innermost,
  ruleIn,
  ruleOf,
  rulesIn,
  sourceOf,
  type TreeNode,
  textOf,
} from "./athena/engine/tree.ts";
