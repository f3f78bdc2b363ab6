export type JsonObject = { readonly [name: string]: unknown };

/** Is this an object of JSON: neither null nor a list? */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
