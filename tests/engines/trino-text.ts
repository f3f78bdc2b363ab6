/** Types and values of Trino's statement protocol, in Athena's words. */

/** JSON in which numbers are text, so that none loses a digit. */
export type Wire = string | boolean | null | readonly Wire[] | { readonly [key: string]: Wire };

/** As the protocol describes a type; numbers are text in it too. */
export interface Signature {
  readonly rawType: string;
  readonly arguments: readonly Argument[];
}

type Argument =
  | { readonly kind: "TYPE"; readonly value: Signature }
  | {
      readonly kind: "NAMED_TYPE";
      readonly value: { readonly fieldName?: { readonly name: string }; readonly typeSignature: Signature };
    }
  | { readonly kind: "LONG" | "VARIABLE"; readonly value: string };

/** A number of JSON, or a text, which may have digits in it. */
const NUMBER_OR_TEXT = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs;

export const withNumbersAsText = (json: string): string =>
  json.replace(NUMBER_OR_TEXT, (token) => (token.startsWith('"') ? token : `"${token}"`));

/** Whose parameters are no part of Athena's name. */
const OTHER_NAMES: Readonly<Record<string, string>> = { real: "float" };

export function typeOf({ rawType, arguments: parameters }: Signature): string {
  if (rawType === "decimal") return `decimal(${parameters.map(({ value }) => value).join(",")})`;
  return OTHER_NAMES[rawType] ?? rawType;
}

export function textOf(value: Wire, { rawType, arguments: parameters }: Signature): string {
  if (rawType === "varbinary") return hexOf(value as string);
  const types = parameters.map(typeArgument);
  if (rawType === "array") return `[${(value as Wire[]).map((item) => inner(item, types[0]!)).join(", ")}]`;
  if (rawType === "row") {
    const fields = (value as Wire[]).map(
      (field, at) => `${fieldName(parameters[at], at)}=${inner(field, types[at]!)}`,
    );
    return `{${fields.join(", ")}}`;
  }
  if (rawType === "map") {
    const entries = Object.entries(value as Record<string, Wire>);
    return `{${entries.map(([key, item]) => `${key}=${inner(item, types[1]!)}`).join(", ")}}`;
  }
  return String(value);
}

const inner = (value: Wire, type: Signature): string => (value === null ? "null" : textOf(value, type));

const hexOf = (base64: string): string =>
  [...Buffer.from(base64, "base64")].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

function typeArgument(argument: Argument): Signature {
  if (argument.kind === "TYPE") return argument.value;
  if (argument.kind === "NAMED_TYPE") return argument.value.typeSignature;
  return { rawType: argument.value, arguments: [] };
}

function fieldName(argument: Argument | undefined, at: number): string {
  const name = argument?.kind === "NAMED_TYPE" ? argument.value.fieldName?.name : undefined;
  return name ?? `field${at}`;
}
