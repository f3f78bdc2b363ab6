import { expression, type TerraformReferences } from "./expression.ts";
import type { BlockRule, BlockShape } from "./shapes.ts";

/** Arguments and nested blocks, in Terraform's JSON syntax. */
export type Body = Readonly<Record<string, unknown>>;

type Properties = Readonly<Record<string, unknown>>;

/** A resource's properties by their shape. Throws for a property of which the shape says nothing. */
export function translated(properties: Properties, shape: BlockShape, references: TerraformReferences): Body {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([property, value]) => {
      const rule = shape[property];
      if (rule === undefined) throw new Error(`the property ${property} has no counterpart in Terraform`);
      return entries(rule, value, references);
    }),
  );
}

function entries(rule: BlockRule, value: unknown, references: TerraformReferences): [string, unknown][] {
  if (typeof rule === "string") return [[rule, expression(value, references)]];
  if ("leftOut" in rule) return [];
  if ("inline" in rule) return Object.entries(translated(value as Properties, rule.inline, references));
  const { block, shape, whenEmpty = {} } = rule;
  const body = (item: unknown) => {
    const translation = translated(item as Properties, shape, references);
    return Object.keys(translation).length === 0 ? whenEmpty : translation;
  };
  if (!Array.isArray(value)) return [[block, body(value)]];
  return value.length === 0 ? [] : [[block, value.map(body)]];
}
