/**
 * What the template's references are in Terraform, as the text within `${…}`. Throws for what has no counterpart: the
 * template then says something that the module would leave out.
 */
export interface TerraformReferences {
  readonly ref: (id: string) => string;
  readonly arnOf: (id: string) => string;
  /** Of a name between `${` and `}` in Fn::Sub. */
  readonly variable: (name: string) => string;
}

/** A value of the template as one of Terraform's JSON syntax, in which every text is a template of Terraform's own. */
export function expression(value: unknown, references: TerraformReferences): unknown {
  if (typeof value === "string") return literal(value);
  if (Array.isArray(value)) return value.map((item) => expression(item, references));
  if (typeof value !== "object" || value === null) return value;
  const [[name, operand] = ["", undefined], ...others] = Object.entries(value);
  if (others.length === 0) {
    if (name === "Ref") return `\${${references.ref(operand)}}`;
    if (name === "Fn::GetAtt" && operand[1] === "Arn") return `\${${references.arnOf(operand[0])}}`;
    if (name === "Fn::Sub") return substituted(operand, references);
  }
  if (name.startsWith("Fn::")) throw new Error(`${JSON.stringify(value)} has no counterpart in Terraform`);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [literal(key), expression(item, references)]),
  );
}

/**
 * Text that Terraform takes as it is.
 * https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export const literal = (text: string) => text.replace(/[$%](?=\{)/g, "$&$&");

function substituted(text: string, references: TerraformReferences): string {
  return text
    .split(/\$\{([^}]+)\}/)
    .map((part, index) => {
      if (index % 2 === 0) return literal(part);
      // ${!name} is the text ${name}.
      return part.startsWith("!") ? literal(`\${${part.slice(1)}}`) : `\${${references.variable(part)}}`;
    })
    .join("");
}
