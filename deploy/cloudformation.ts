/** The little of CloudFormation's vocabulary that the template is written in. */

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: "Delete" | "Retain" | "RetainExceptOnCreate";
  readonly UpdateReplacePolicy?: "Delete" | "Retain";
}

export type Resources = Readonly<Record<string, Resource>>;

export interface Output {
  readonly Description: string;
  readonly Value: unknown;
}

export const ref = (logicalId: string) => ({ Ref: logicalId });

export const getAtt = (logicalId: string, attribute: string) => ({ "Fn::GetAtt": [logicalId, attribute] });

/** Text that may hold `${AWS::AccountId}`, `${AWS::Region}` and the like. */
export const sub = (text: string) => (text.includes("${") ? { "Fn::Sub": text } : text);

/** "bars_5m" → "Bars5m": logical ids are letters and digits. */
export function pascalCase(name: string): string {
  return name
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
