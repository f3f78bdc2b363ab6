/** What the footer of a Parquet file says: its columns and its rows. https://github.com/apache/parquet-format */
import { DamagedThrift, type Fields, flag, integer, list, structure, ThriftReader, text } from "./thrift.ts";

export interface FileMetadata {
  readonly columns: readonly SchemaNode[];
  readonly rows: number;
  readonly rowGroups: number;
  /** Row groups without a row. */
  readonly emptyRowGroups: number;
  /** Are columns encrypted, though the footer is not? */
  readonly isEncrypted: boolean;
}

/** A column, or a part of one. */
export interface SchemaNode {
  readonly name: string;
  /** Undefined of what has parts. */
  readonly physical: PhysicalType | undefined;
  readonly isRepeated: boolean;
  /** What its logical type says, or the converted type that came before it; undefined if neither says anything. */
  readonly meaning: Meaning | undefined;
  readonly children: readonly SchemaNode[];
}

export type Meaning =
  | { readonly kind: "string" | "date" | "list" | "map" | "nothing" }
  | { readonly kind: "timestamp"; readonly unit: TimeUnit }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "integer"; readonly bits: number; readonly isSigned: boolean };

export type TimeUnit = "milliseconds" | "microseconds" | "nanoseconds";

/** In the order of their numbers. */
const PHYSICAL_TYPES = [
  "BOOLEAN",
  "INT32",
  "INT64",
  "INT96",
  "FLOAT",
  "DOUBLE",
  "BYTE_ARRAY",
  "FIXED_LEN_BYTE_ARRAY",
] as const;

export type PhysicalType = (typeof PHYSICAL_TYPES)[number];

/** More elements of a schema than any table has columns, and few enough to hold. */
const MOST_ELEMENTS = 100_000;
/** Parts within parts of a column. */
const MOST_LEVELS = 64;
/** Parquet's number for what may occur any number of times. */
const REPEATED = 2;

/** Reads a footer without its length and magic. Throws DamagedThrift. */
export function readMetadata(footer: Uint8Array): FileMetadata {
  const elements: Partial<Element>[] = [];
  let [rows, rowGroups, emptyRowGroups, isEncrypted] = [0, 0, 0, false];
  new ThriftReader(footer).root({
    2: list(() => {
      if (elements.length === MOST_ELEMENTS) throw new DamagedThrift(`it has over ${MOST_ELEMENTS} columns`);
      const element: Partial<Element> = {};
      elements.push(element);
      return elementFields(element);
    }),
    3: integer((count) => {
      rows = count;
    }),
    4: list(() => {
      rowGroups++;
      return {
        3: integer((count) => {
          if (count === 0) emptyRowGroups++;
        }),
      };
    }),
    // EncryptionAlgorithm, which a file with a readable footer has if its columns are encrypted.
    8: (type, reader) => {
      reader.structure(type, {});
      isEncrypted = true;
    },
  });
  const columns = treeOf(elements);
  return { columns, rows, rowGroups, emptyRowGroups, isEncrypted };
}

/** An element of the schema as it is written: the tree in depth-first order. */
interface Element {
  name: string;
  physical: number;
  repetition: number;
  children: number;
  converted: number;
  scale: number;
  precision: number;
  logical: Meaning;
}

function elementFields(element: Partial<Element>): Fields {
  const keep = (member: "physical" | "repetition" | "children" | "converted" | "scale" | "precision") =>
    integer((value) => {
      element[member] = value;
    });
  return {
    1: keep("physical"),
    3: keep("repetition"),
    4: text((name) => {
      element.name = name;
    }),
    5: keep("children"),
    6: keep("converted"),
    7: keep("scale"),
    8: keep("precision"),
    10: structure(
      logicalFields((meaning) => {
        element.logical = meaning;
      }),
    ),
  };
}

/** The union LogicalType: the id of its only field says which. */
function logicalFields(found: (meaning: Meaning) => void): Fields {
  const plain =
    (kind: "string" | "date" | "list" | "map" | "nothing") => (type: number, reader: ThriftReader) => {
      reader.structure(type, {});
      found({ kind });
    };
  return {
    1: plain("string"),
    2: plain("map"),
    3: plain("list"),
    4: plain("string"), // ENUM
    5: (type, reader) => {
      let [scale, precision] = [0, 0];
      reader.structure(type, {
        1: integer((value) => {
          scale = value;
        }),
        2: integer((value) => {
          precision = value;
        }),
      });
      found({ kind: "decimal", precision, scale });
    },
    6: plain("date"),
    8: (type, reader) => {
      let unit: TimeUnit = "milliseconds";
      const is = (one: TimeUnit) => (kind: number, inner: ThriftReader) => {
        inner.structure(kind, {});
        unit = one;
      };
      reader.structure(type, {
        2: structure({ 1: is("milliseconds"), 2: is("microseconds"), 3: is("nanoseconds") }),
      });
      found({ kind: "timestamp", unit });
    },
    10: (type, reader) => {
      let [bits, isSigned] = [0, true];
      reader.structure(type, {
        1: integer((value) => {
          bits = value;
        }),
        2: flag((value) => {
          isSigned = value;
        }),
      });
      found({ kind: "integer", bits, isSigned });
    },
    11: plain("nothing"), // UNKNOWN: only NULLs
    12: plain("string"), // JSON
  };
}

/** ConvertedType, by number; those that are missing say nothing here. */
const CONVERTED: Readonly<Record<number, Meaning>> = {
  0: { kind: "string" }, // UTF8
  1: { kind: "map" },
  2: { kind: "map" }, // MAP_KEY_VALUE
  3: { kind: "list" },
  4: { kind: "string" }, // ENUM
  6: { kind: "date" },
  9: { kind: "timestamp", unit: "milliseconds" },
  10: { kind: "timestamp", unit: "microseconds" },
  ...Object.fromEntries(
    [8, 16, 32, 64].flatMap((bits, index): [number, Meaning][] => [
      [11 + index, { kind: "integer", bits, isSigned: false }],
      [15 + index, { kind: "integer", bits, isSigned: true }],
    ]),
  ),
  19: { kind: "string" }, // JSON
};
const CONVERTED_DECIMAL = 5;

function meaningOf({ logical, converted, precision, scale }: Partial<Element>): Meaning | undefined {
  if (logical !== undefined || converted === undefined) return logical;
  if (converted === CONVERTED_DECIMAL)
    return { kind: "decimal", precision: precision ?? 18, scale: scale ?? 0 };
  return CONVERTED[converted];
}

/** The columns: what lies below the root. */
function treeOf(elements: readonly Partial<Element>[]): readonly SchemaNode[] {
  let next = 0;
  const nodeAt = (level: number): SchemaNode => {
    const element = elements[next++];
    if (element === undefined) throw new DamagedThrift("its schema ends in the middle");
    if (level > MOST_LEVELS) throw new DamagedThrift(`its schema has over ${MOST_LEVELS} levels`);
    const { name = "", physical, repetition, children: count = 0 } = element;
    if (count < 0 || count > elements.length) throw new DamagedThrift(`${count} parts of a column`);
    const children = [];
    while (children.length < count) children.push(nodeAt(level + 1));
    return {
      name,
      physical: physical === undefined ? undefined : PHYSICAL_TYPES[physical],
      isRepeated: repetition === REPEATED,
      meaning: meaningOf(element),
      children,
    };
  };
  const { children } = nodeAt(0);
  if (next < elements.length) throw new DamagedThrift("its schema goes on after its end");
  return children;
}
