/** Which partition keys the files of a folder have. */
import type { PartitionKey } from "../../shared/datasets/dataset.ts";
import { isCalendarDay } from "../../shared/datasets/day.ts";
import { HIVE_NULL, valueInPath } from "../../shared/datasets/hive-path.ts";
import { printable } from "../../shared/runtime/text.ts";
import { NAME_LENGTH } from "./columns.ts";
import type { Footer } from "./footers.ts";
import type { Skipped } from "./skipped.ts";

export interface Layout {
  readonly keys: readonly PartitionKey[];
  /** The files that have these keys. */
  readonly footers: readonly Footer[];
  readonly skipped: readonly Skipped[];
}

/** The keys that most files have; of equally many, those that come first. The other files are left out. */
export function layoutOf(footers: readonly Footer[]): Layout {
  const groups = new Map<string, Footer[]>();
  for (const footer of footers) {
    const id = keyNames(footer.file).sort().join("/"); // a table reads its keys in any order
    groups.set(id, [...(groups.get(id) ?? []), footer]);
  }
  const usable = [...groups].filter(([id]) => id !== "" && problemOfNames(id.split("/")) === undefined);
  const [chosenId, chosen = []] = usable.sort(([, one], [, other]) => other.length - one.length)[0] ?? [];
  const names = chosen.length === 0 ? [] : keyNames(chosen[0]!.file);
  const others = [...groups].flatMap(([id, group]) => (id === chosenId ? [] : group));
  return {
    keys: names.map((name) => keyOf(name, chosen)),
    footers: chosen,
    skipped: others.map(({ file }) => setAside(file, names)),
  };
}

function setAside(file: string, expected: readonly string[]): Skipped {
  const own = keyNames(file);
  if (own.length === 0) {
    return { path: file, kind: "loose", reason: "lies in no name=value folder, and so in no partition" };
  }
  const problem = problemOfNames(own);
  return {
    path: file,
    kind: "other keys",
    reason: problem ?? `has the keys ${own.join(", ")}; the table has ${expected.join(", ")}`,
  };
}

/** Why a table cannot have these partition keys, if so. */
function problemOfNames(names: readonly string[]): string | undefined {
  if (new Set(names).size < names.length) return `has a key twice: ${names.join(", ")}`;
  const isOdd = names.some((name) => name.length > NAME_LENGTH || printable(name) !== name);
  return isOdd ? "has a key whose name cannot be printed, or is too long" : undefined;
}

/** The names of the name=value folders above a file, lower case as Glue has them. */
function keyNames(file: string): string[] {
  const folders = file.split("/").slice(0, -1);
  const end = folders.findIndex((segment) => !/^[^=]+=/.test(segment));
  return folders
    .slice(0, end < 0 ? undefined : end)
    .map((segment) => segment.slice(0, segment.indexOf("=")).toLowerCase());
}

/** A key all of whose values are days is a day, and the registrar holds it to that. */
function keyOf(name: string, footers: readonly Footer[]): PartitionKey {
  const values = footers.map(({ file }) => {
    const segment = file.split("/").find((one) => one.toLowerCase().startsWith(`${name}=`)) ?? "";
    return valueInPath(segment.slice(name.length + 1));
  });
  const known = values.filter((value) => value !== HIVE_NULL);
  return { name, kind: known.length > 0 && known.every(isCalendarDay) ? "day" : "text" };
}

/** The folders directly above the first name=value folder of each file: each may be a table of its own. */
export function tableFolders(files: readonly string[]): readonly string[] {
  const folders = files.flatMap((file) => {
    const segments = file.split("/").slice(0, -1);
    const first = segments.findIndex((segment) => /^[^=]+=/.test(segment));
    return first > 0 ? [segments.slice(0, first).join("/")] : [];
  });
  return [...new Set(folders)].sort();
}
