/** The entry of a dataset for the list of datasets, as a person would write it. */
import type { DeclaredDataset } from "../../shared/quality/quality.ts";

/** Longest line, with its indentation: what does not fit is broken by fields or items. */
const WIDTH = 110;

/** Fields in the order of docs/datasets.md. */
const FIELDS = ["name", "database", "table", "prefix", "keys", "layout", "strategy", "columns", "quality"];

/**
 * TypeScript of one item of the list, indented by two spaces, with its comma at the end. `remarks` are comments behind
 * fields, by name.
 */
export function entryText(dataset: DeclaredDataset, remarks: Readonly<Record<string, string>> = {}): string {
  const fields = dataset as unknown as Readonly<Record<string, unknown>>;
  const names = [...FIELDS, ...Object.keys(fields).filter((name) => !FIELDS.includes(name))];
  const lines = names.flatMap((name) => {
    if (fields[name] === undefined) return [];
    const remark = remarks[name] === undefined ? "" : ` // ${remarks[name]}`;
    return [`    ${name}: ${literal(fields[name], 4, `${name}: ,`.length)},${remark}`];
  });
  return ["  {", ...lines, "  },"].join("\n");
}

/** A value of JSON as TypeScript; `taken` are the characters of its line beside the indentation and the value. */
function literal(value: unknown, indentation: number, taken = 1): string {
  const flat = inOneLine(value);
  const isRow = Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null);
  if (!(isRow && value.length > 1) && indentation + taken + flat.length <= WIDTH) return flat;
  const space = " ".repeat(indentation + 2);
  const end = " ".repeat(indentation);
  if (Array.isArray(value)) {
    const items = value.map((item) => `${space}${literal(item, indentation + 2)},`);
    return ["[", ...items, `${end}]`].join("\n");
  }
  if (typeof value !== "object" || value === null) return flat;
  const fields = Object.entries(value).map(([name, field]) => {
    return `${space}${named(name)}: ${literal(field, indentation + 2, name.length + 3)},`;
  });
  return ["{", ...fields, `${end}}`].join("\n");
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${named(name)}: ${inOneLine(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

const named = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
