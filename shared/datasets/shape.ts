import { isObject, type JsonObject } from "../runtime/json.ts";
import { quoted } from "../runtime/text.ts";
import { nearest } from "./suggestion.ts";

/**
 * What a declaration in a file of the user's looks like. Types say the same, but nothing compiles these files before
 * they are run. `[shape]` is a list, an object has these fields ("from?" may be left out), a function chooses by what
 * it is given. "anything" is judged elsewhere.
 */
export type Shape = keyof typeof EXPECTED | readonly [Shape] | Fields | ((value: JsonObject) => Fields);

interface Fields {
  readonly [field: string]: Shape;
}

/** The fields of a type, so that none is forgotten here: `{ … } satisfies FieldsOf<Column>`. */
export type FieldsOf<Declared> = {
  readonly [Field in keyof Declared & string as object extends Pick<Declared, Field>
    ? `${Field}?`
    : Field]-?: Shape;
};

/** Where something does not have its shape. */
export interface Misfit {
  /** The field of the whole in which it is; "" if the whole is another thing. */
  readonly field: string;
  readonly kind: "missing" | "unknown" | "wrong";
  /** Is it something within the field, and not the field itself? */
  readonly isInside: boolean;
  /** One sentence; undefined if another misfit says it: `pattren` is unknown, so `pattern` is missing. */
  readonly problem: string | undefined;
}

const EXPECTED = {
  text: ["a text", (value: unknown) => typeof value === "string"],
  number: ["a number", (value: unknown) => typeof value === "number"],
  flag: ["true or false", (value: unknown) => typeof value === "boolean"],
  record: ["an object", isObject],
  anything: ["anything", () => true],
} as const;

/** Everything in which a value differs from its shape: every difference once. */
export function* misfits(value: unknown, shape: Shape, path: readonly string[] = []): Generator<Misfit> {
  if (typeof shape === "string") {
    const [expected, isRight] = EXPECTED[shape];
    if (!isRight(value)) yield wrong(path, expected, value);
  } else if (isList(shape)) {
    if (!Array.isArray(value)) yield wrong(path, "a list", value);
    else for (const [index, item] of value.entries()) yield* misfits(item, shape[0], [...path, `[${index}]`]);
  } else if (!isObject(value)) {
    yield wrong(path, "an object", value);
  } else {
    yield* misfitsOfFields(value, typeof shape === "function" ? shape(value) : shape, path);
  }
}

function* misfitsOfFields(value: JsonObject, fields: Fields, path: readonly string[]): Generator<Misfit> {
  const shapes = new Map(Object.entries(fields).map(([field, shape]) => [field.replace("?", ""), shape]));
  const free = new Set([...shapes.keys()].filter((name) => value[name] === undefined));
  const isInside = path.length > 0;
  const where = path.length === 0 ? "" : `${shownPath(path)}: `;
  const misspelt = new Set<string>();
  for (const name of Object.keys(value).filter((name) => !shapes.has(name) && value[name] !== undefined)) {
    const near = nearest(name, free);
    if (near !== undefined) misspelt.add(near);
    const advice =
      near === undefined ? `fields: ${[...shapes.keys()].join(", ")}` : `did you mean "${near}"?`;
    const problem = `${where}there is no field ${quoted(name)}; ${advice}`;
    yield { field: path[0] ?? name, kind: "unknown", isInside, problem };
  }
  for (const [name, shape] of shapes) {
    if (!free.has(name)) yield* misfits(value[name], shape, [...path, name]);
    else if (Object.hasOwn(fields, name)) {
      const problem = misspelt.has(name) ? undefined : `${where}${name} is missing`;
      yield { field: path[0] ?? name, kind: "missing", isInside, problem };
    }
  }
}

function wrong(path: readonly string[], expected: string, value: unknown): Misfit {
  const problem = `${shownPath(path)} must be ${expected}, got ${quoted(value)}`.trimStart();
  return { field: path[0] ?? "", kind: "wrong", isInside: path.length > 1, problem };
}

/** "keys[0].values" */
function shownPath(path: readonly string[]): string {
  return path.join(".").replaceAll(".[", "[");
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
