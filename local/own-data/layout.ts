/** Which partition keys the files of a folder have. */
import type { PartitionKey } from "../../shared/datasets/dataset.ts";
import { valueInPath } from "../../shared/datasets/hive-path.ts";
import { count, printable } from "../../shared/runtime/text.ts";
import { bareLayoutOf } from "./bare-folders.ts";
import { NAME_LENGTH } from "./columns.ts";
import type { Footer } from "./footers.ts";
import { kindsOf } from "./key-kinds.ts";
import type { Skipped } from "./skipped.ts";

export interface Layout {
  readonly keys: readonly PartitionKey[];
  /** The template of paths without "="; undefined where folders are name=value. */
  readonly layout?: string;
  /** The files that have these keys. */
  readonly footers: readonly Footer[];
  readonly skipped: readonly Skipped[];
  readonly notes: readonly string[];
  /** Templates of which any may be meant; there are keys only if this is empty. */
  readonly candidates: readonly string[];
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
  if (chosen.length === 0) return bareLayout(footers);
  const names = keyNames(chosen[0]!.file);
  const others = [...groups].flatMap(([id, group]) => (id === chosenId ? [] : group));
  return {
    keys: kindsOf(names.map((name) => ({ name, values: valuesOf(name, chosen) }))),
    footers: chosen,
    skipped: others.map(({ file }) => setAside(file, names)),
    notes: notesOfGroups(usable.map(([id, group]) => [id.split("/"), group.length])),
    candidates: [],
  };
}

/** Nothing tells which of two tables is meant if none has most of the files. */
function notesOfGroups(groups: readonly (readonly [keys: readonly string[], files: number])[]): string[] {
  if (groups.length < 2) return [];
  const each = groups.map(([keys, files]) => `${printable(keys.join(", "))} (${count(files, "file")})`);
  return [`files have different partition keys: ${each.join("; ")}. The table takes the first`];
}

/** Files of other columns are of another table, if they lie in another folder at the top. */
function bareLayout(footers: readonly Footer[]): Layout {
  const loose = (files: readonly Footer[]) => files.map(({ file }) => setAside(file, []));
  const none = { keys: [], footers: [], skipped: loose(footers), notes: [], candidates: [] };
  const inFolders = footers.filter(({ file }) => file.includes("/"));
  if (inFolders.some(({ file }) => keyNames(file).length > 0 || tableFolders([file]).length > 0)) return none;
  const layouts = [...new Set(inFolders.map(({ file }) => foldersOf(file).length))]
    .sort((one, other) => other - one)
    .map((depth) => inFolders.filter(({ file }) => foldersOf(file).length >= depth));
  for (const files of layouts) {
    const found = bareLayoutOf(files.map(({ file }) => foldersOf(file)));
    if (found === undefined) continue;
    if ("candidates" in found) return { ...none, candidates: found.candidates };
    const isSeveralTables = found.keys.some(({ kind }) => kind === "text") && haveOtherColumns(files);
    if (isSeveralTables) return none;
    const others = footers.filter((one) => !files.includes(one));
    const skipped = others.map(({ file }): Skipped => {
      return { path: file, kind: "loose", reason: `lies in no folder of the layout ${found.layout}` };
    });
    const { keys, layout, notes } = found;
    return { keys, layout, footers: files, skipped, notes, candidates: [] };
  }
  return none;
}

const foldersOf = (file: string) => file.split("/").slice(0, -1);

/** Do files of different folders at the top have no column in common? */
export function haveOtherColumns(footers: readonly Footer[]): boolean {
  const names = new Map<string, Set<string>>();
  for (const { file, columns } of footers) {
    const top = file.split("/", 1)[0]!;
    for (const { name } of columns) names.set(top, (names.get(top) ?? new Set()).add(name));
  }
  const [first, ...others] = [...names.values()];
  return others.some((other) => ![...other].some((name) => first!.has(name)));
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

function valuesOf(name: string, footers: readonly Footer[]): string[] {
  return footers.map(({ file }) => {
    const segment = file.split("/").find((one) => one.toLowerCase().startsWith(`${name}=`)) ?? "";
    return valueInPath(segment.slice(name.length + 1));
  });
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
