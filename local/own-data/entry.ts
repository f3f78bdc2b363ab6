/** The entry of a dataset for the list of datasets, as a person would write it. */
import type { DeclaredDataset } from "../../shared/quality/quality.ts";

/** Longest line, with its indentation: what does not fit is broken by fields or items. */
const WIDTH = 110;
/** Longest line with a comment behind it; a longer one has it above. */
const WIDTH_WITH_REMARK = 80;

/** Fields in the order of docs/datasets.md. */
const FIELDS = ["name", "database", "table", "prefix", "keys", "layout", "strategy", "columns", "quality"];

/** Comments by field, as "prefix" or "quality.rows.key". */
export type Remarks = ReadonlyMap<string, string>;

/** TypeScript of one item of the list, indented by two spaces, with its comma at the end. */
export function entryText(dataset: DeclaredDataset, remarks: Remarks = new Map()): string {
  const fields = dataset as unknown as Readonly<Record<string, unknown>>;
  const names = [...FIELDS, ...Object.keys(fields).filter((name) => !FIELDS.includes(name))];
  const lines = names.flatMap((name) => {
    return fields[name] === undefined ? [] : fieldLines(name, fields[name], 4, { path: name, remarks });
  });
  return ["  {", ...lines, "  },"].join("\n");
}

interface Place {
  readonly path: string;
  readonly remarks: Remarks;
}

function fieldLines(name: string, value: unknown, indentation: number, place: Place): string[] {
  const space = " ".repeat(indentation);
  const field = `${space}${named(name)}: ${literal(value, indentation, named(name).length + 3, place)},`;
  const remark = place.remarks.get(place.path);
  if (remark === undefined) return [field];
  const behind = `${field} // ${remark}`;
  const isOneLine = !field.includes("\n") && behind.length <= WIDTH_WITH_REMARK;
  return isOneLine ? [behind] : [`${space}// ${remark}`, field];
}

/** A value of JSON as TypeScript; `taken` are the characters of its line beside the indentation and the value. */
function literal(value: unknown, indentation: number, taken: number, place: Place): string {
  const flat = inOneLine(value);
  const isRow = Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null);
  const isRemarked = [...place.remarks.keys()].some((path) => path.startsWith(`${place.path}.`));
  const isBroken = (isRow && value.length > 1) || isRemarked;
  if (!isBroken && indentation + taken + flat.length <= WIDTH) return flat;
  const space = " ".repeat(indentation + 2);
  const end = " ".repeat(indentation);
  if (Array.isArray(value)) {
    const items = value.map((item) => `${space}${literal(item, indentation + 2, 1, place)},`);
    return ["[", ...items, `${end}]`].join("\n");
  }
  if (typeof value !== "object" || value === null) return flat;
  const fields = Object.entries(value).flatMap(([name, field]) =>
    fieldLines(name, field, indentation + 2, { ...place, path: `${place.path}.${name}` }),
  );
  return ["{", ...fields, `${end}}`].join("\n");
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${named(name)}: ${inOneLine(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

const named = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
