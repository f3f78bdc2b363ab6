/** WITH (name = value, …) of CREATE TABLE AS and UNLOAD. */

import { QueryError } from "../../query-engine.ts";
import { literalText } from "../literal-text.ts";
import { nameOf } from "../literal-writers.ts";
import { childAt, descendants, innermost, placeOf, ruleOf, rulesIn, type TreeNode, textOf } from "../tree.ts";

/** A literal's text, true and 5 as written, or the texts of an ARRAY. */
type Value = string | readonly string[];

export class Properties {
  readonly #values: ReadonlyMap<string, Value>;

  /** Throws NOT_SUPPORTED for a name that is not among the known ones. */
  constructor(statement: TreeNode, known: readonly string[]) {
    const values = new Map<string, Value>();
    for (const property of descendants(statement, new Set(["Property"]), new Set(["RootQuery"]))) {
      const name = nameOf(childAt(property, 0)).toLowerCase();
      if (!known.includes(name)) {
        throw new QueryError(
          `NOT_SUPPORTED: ${placeOf(property)}: the property ${name} is not supported here: only ${known.join(", ")}`,
        );
      }
      if (values.has(name)) {
        throw new QueryError(`DUPLICATE_PROPERTY: ${placeOf(property)}: Duplicate property: ${name}`);
      }
      values.set(name, readValue(childAt(property, -1)));
    }
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === undefined || typeof value === "string") return value;
    throw new QueryError(`INVALID_TABLE_PROPERTY: ${name} is a text, not an array`);
  }

  texts(name: string): readonly string[] {
    const value = this.#values.get(name) ?? [];
    if (typeof value !== "string") return value;
    throw new QueryError(`INVALID_TABLE_PROPERTY: ${name} is an array of texts`);
  }
}

function readValue(node: TreeNode): Value {
  const value = innermost(node);
  if (ruleOf(value) !== "ArrayConstructor") return literalText(value) ?? textOf(value);
  return rulesIn(value, "Expression").map((element) => literalText(element) ?? textOf(element));
}
