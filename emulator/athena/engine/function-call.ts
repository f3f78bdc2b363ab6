/** A call of a function as its writer sees it: what its arguments are in DuckDB's words. */

import { QueryError } from "../query-engine.ts";
import { instantOf, localTimeOf, zonedDifference } from "./at-time-zone.ts";
import { currentTime } from "./current-time.ts";
import { literalText } from "./literal-text.ts";
import type { Translation } from "./translation.ts";
import { childAt, placeOf, rulesIn, type TreeNode, textOf } from "./tree.ts";

export class FunctionCall {
  readonly node: TreeNode;
  readonly name: string;
  readonly #operands: readonly TreeNode[];
  readonly #translation: Translation;

  constructor(node: TreeNode, translation: Translation) {
    this.node = node;
    this.name = textOf(childAt(node, 0)).toLowerCase();
    this.#operands = rulesIn(node, "Expression");
    this.#translation = translation;
  }

  get count(): number {
    return this.#operands.length;
  }

  all(): string[] {
    return this.#operands.map((operand) => this.#translation.write(operand));
  }

  /** The argument at this place, from 0. */
  at(place: number): string {
    return this.#translation.write(this.#operand(place));
  }

  /** The same; of `x AT TIME ZONE z` the local time. */
  local(place: number): string {
    return localTimeOf(this.#operand(place), this.#translation);
  }

  /** The same; of `x AT TIME ZONE z` the instant. */
  instant(place: number): string {
    return instantOf(this.#operand(place), this.#translation);
  }

  now(): string {
    return currentTime(this.#translation, "TIMESTAMP WITH TIME ZONE");
  }

  /** date_diff(unit, a, b) when a or b is at another zone. */
  zonedDifference(unit: string): string | undefined {
    return zonedDifference(unit, this.#operand(1), this.#operand(2), this.#translation);
  }

  /** The text of an argument that has to be a literal, because it is read before DuckDB runs. */
  literal(place: number, what: string): string {
    const text = literalText(this.#operand(place));
    if (text !== undefined) return text;
    throw this.refusal("NOT_SUPPORTED", `${what} other than a literal is not supported here`);
  }

  refusal(code: string, message: string): QueryError {
    return new QueryError(`${code}: ${placeOf(this.node)}: ${message}`);
  }

  unexpectedParameters(): QueryError {
    const message = `Unexpected parameters for function ${this.name}: ${this.count} given`;
    return this.refusal("FUNCTION_NOT_FOUND", message);
  }

  #operand(place: number): TreeNode {
    const operand = this.#operands[place];
    if (operand === undefined) throw this.unexpectedParameters();
    return operand;
  }
}
