import type { Resource } from "./cloudformation.ts";

/**
 * A function's role is in its properties, which CloudFormation reads as a dependency; osls says it once more in
 * DependsOn, and cfn-lint warns of that. So that it warns of nothing, the second mention goes.
 */
export function plainDependencies(resource: Resource): Resource {
  const { DependsOn = [], ...others } = resource;
  const mentioned = new Set(mentionedIn(resource.Properties));
  const needed = DependsOn.filter((id) => !mentioned.has(id));
  return needed.length === 0 ? others : { ...others, DependsOn: needed };
}

/** The logical ids to which Ref and GetAtt refer. */
function* mentionedIn(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  if ("Ref" in value) yield String(value.Ref);
  if ("Fn::GetAtt" in value && Array.isArray(value["Fn::GetAtt"])) yield String(value["Fn::GetAtt"][0]);
  for (const inner of Object.values(value)) yield* mentionedIn(inner);
}
