import { notData } from "../datasets/data-files.ts";
import { daysBelow, leadingDateLevels } from "../datasets/partition-day.ts";
import { endOfKeys } from "../datasets/placing.ts";
import type { KeyListing } from "../removal/port.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import type { ObjectStore, StoredObject } from "../store/port.ts";
import { mayHoldWanted, type Scope } from "./scope.ts";
import { bytesOf } from "./sorted-texts.ts";

/** The last character there is: behind a folder's path it comes after every key below the folder. */
const LAST = "\u{10FFFF}";

/** Objects that follow each other and share the folder that their partition keys take. */
export interface Folder {
  /** Below the dataset's prefix, ending with "/"; "" for the prefix itself. */
  readonly path: string;
  /** Does it have as many levels as the dataset has keys? Then it comes once, and else with every run of objects. */
  readonly isWhole: boolean;
  /** The first object that is data, if there is one. */
  readonly data: StoredObject | undefined;
  /** Why the first object that is none is none. */
  readonly aside: string | undefined;
}

export interface FolderPage {
  readonly folders: readonly Folder[];
  /** Objects that this page listed. */
  readonly objects: number;
}

/** Part of a listing: from one folder to another below the prefix, both included; undefined is no bound. */
export interface Stretch {
  readonly first: string | undefined;
  readonly last: string | undefined;
}

/**
 * The parts of a dataset's keys in which days of the scope may lie. Only where the first folders are days, or years, months
 * and days, a listing can leave others out; a listing of those folders costs a call for a thousand of them.
 */
export async function stretchesOf(
  scope: Scope,
  store: Pick<ObjectStore, "children">,
  callTimeout: CallTimeout,
): Promise<Stretch[]> {
  const { dataset, bucket, from, until } = scope;
  const levels = leadingDateLevels(dataset);
  if ((from === undefined && until === undefined) || levels === 0) {
    return [{ first: undefined, last: undefined }];
  }
  let folders: readonly string[] = [""];
  for (let level = 0; level < levels; level++) {
    const below: string[] = [];
    for (const folder of folders) {
      const isClosed = !mayHoldWanted(scope, folder) || daysBelow(dataset, folder) === undefined;
      const found = isClosed
        ? []
        : (await store.children(bucket, dataset.prefix + folder, callTimeout())).folders;
      if (found.length > 0) below.push(...found.map((path) => path.slice(dataset.prefix.length)));
      else if (folder !== "") below.push(folder);
    }
    folders = below;
  }
  return stretchesIn(scope, folders);
}

/** Those of the folders, which come in the order of their paths, that may hold what is wanted. */
function stretchesIn(scope: Scope, folders: readonly string[]): Stretch[] {
  const stretches: { first: string; last: string }[] = [];
  let isOpen = false;
  for (const folder of folders) {
    const wanted = mayHoldWanted(scope, folder);
    if (wanted && isOpen) stretches.at(-1)!.last = folder;
    else if (wanted) stretches.push({ first: folder, last: folder });
    isOpen = wanted;
  }
  return stretches;
}

/**
 * The folders of a dataset in the order of their keys, by flat listings: a page is a thousand objects, whatever folders
 * they lie in. Once a folder has shown data, what is left of it tells nothing more, so the next page begins behind it.
 * With `after`, a path of `Folder`, only what comes behind it. `callTimeout` is for one call.
 */
export async function* foldersIn(
  { dataset, bucket }: Scope,
  stretches: readonly Stretch[],
  after: string | undefined,
  listing: KeyListing,
  callTimeout: CallTimeout,
): AsyncGenerator<FolderPage> {
  for (const { first, last } of stretches) {
    const isDone = last !== undefined && after !== undefined && isBehind(after, last);
    if (isDone) continue;
    const begin = latest(first, after === undefined ? undefined : after + LAST);
    const runs = new Runs(dataset.prefix.length, (key) => endOfKeys(dataset, key));
    let from = begin === undefined ? undefined : dataset.prefix + begin;
    for (let ended = false; !ended; ) {
      const { objects, isLast } = await listing.page(bucket, dataset.prefix, from, callTimeout());
      const wanted = last === undefined ? objects : upTo(objects, dataset.prefix + last);
      ended = isLast || wanted.length < objects.length;
      for (const object of wanted) runs.take(object);
      from = runs.openWithData() ?? objects.at(-1)?.key;
      yield { folders: runs.finished(ended), objects: objects.length };
    }
  }
}

/** The objects before the end of a folder. */
function upTo(objects: readonly StoredObject[], folder: string): readonly StoredObject[] {
  const isIn = ({ key }: StoredObject) => !isBehind(key, folder);
  const final = objects.at(-1);
  return final === undefined || isIn(final) ? objects : objects.filter(isIn);
}

/** Does a path come after everything below a folder? */
const isBehind = (path: string, folder: string) => !path.startsWith(folder) && isAfter(path, folder);

const isAfter = (one: string, other: string) => Buffer.compare(bytesOf(one), bytesOf(other)) > 0;

function latest(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return isAfter(one, other) ? one : other;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Gathers objects, which come in the order of their keys, into folders. */
class Runs {
  readonly #root: number;
  readonly #endOfKeys: (key: string) => number;
  #open: (Writable<Folder> & { readonly key: string }) | undefined;
  #finished: Folder[] = [];

  constructor(root: number, end: (key: string) => number) {
    this.#root = root;
    this.#endOfKeys = end;
  }

  take(object: StoredObject): void {
    const { key, size } = object;
    const end = this.#endOfKeys(key);
    let open = this.#open;
    if (open === undefined || open.key.length !== end || !key.startsWith(open.key)) {
      this.#close();
      open = this.#openAt(key, end);
    }
    if (open.data !== undefined) return;
    const aside = notData(key.slice(end), size);
    if (aside === undefined) open.data = object;
    else open.aside ??= aside.reason;
  }

  /** Behind everything of the folder that is being read, if it has shown data. */
  openWithData(): string | undefined {
    return this.#open?.isWhole === true && this.#open.data !== undefined ? this.#open.key + LAST : undefined;
  }

  /** The folders of which nothing more comes; hands each over once. */
  finished(isEnd: boolean): Folder[] {
    if (isEnd || this.openWithData() !== undefined) this.#close();
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  #openAt(key: string, end: number) {
    const path = key.slice(this.#root, end);
    // As deep as the keys only if a further segment would be cut off: the end does not move for a key below it.
    const isWhole = this.#endOfKeys(`${key.slice(0, end)}x/`) === end;
    const open = { path, isWhole, data: undefined, aside: undefined, key: key.slice(0, end) };
    this.#open = open;
    return open as Writable<Folder> & { readonly key: string };
  }

  #close(): void {
    if (this.#open !== undefined) {
      const { path, isWhole, data, aside } = this.#open;
      this.#finished.push({ path, isWhole, data, aside });
    }
    this.#open = undefined;
  }
}
