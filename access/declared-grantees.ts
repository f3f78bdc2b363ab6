import { datasets } from "../shared/declared-datasets.ts";
import { givenList } from "../shared/runtime/given-list.ts";
import { defineGrantees, type Grantee } from "./grantee.ts";
import { grantees as own } from "./grantees.ts";

/** Who may be given credentials to read: of a list outside of the checkout if one is given, and else of grantees.ts. */
export const grantees: readonly Grantee[] = declared();

function declared(): readonly Grantee[] {
  const list = givenList();
  return list === undefined ? own : defineGrantees((list.grantees ?? []) as readonly Grantee[], datasets);
}
