import { isReadByAthena, notData } from "../datasets/data-files.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { ObjectStore } from "../store/port.ts";
import { type DataVersion, VersionFold } from "./data-version.ts";
import { DigestFold, type ObjectDigests } from "./object-changes.ts";

/** A session of a dataset, and where Glue says that its rows lie. */
export interface LocatedSession {
  readonly dataset: Dataset;
  readonly bucket: string;
  /** YYYY-MM-DD */
  readonly day: string;
  /** Of its partitions, as Glue holds them. */
  readonly locations: readonly string[];
  /** Other folders of it, whole keys that end with "/", where objects may lie that no partition covers. */
  readonly folders: readonly string[];
}

/** What a listing shows of a session. */
export interface SessionObjects {
  /** Of what Athena reads. */
  readonly version: DataVersion;
  /** The same objects, one by one; undefined if they are too many to be kept. */
  readonly digests?: ObjectDigests | undefined;
  /** Objects in the session's folders that are data and that no partition covers: Athena does not see them. */
  readonly uncovered: number;
  /** Locations that are not in the bucket below the dataset's prefix, and so are not listed. */
  readonly elsewhere: number;
  /** One of those objects or Locations, for people. */
  readonly example: string | undefined;
}

/**
 * Lists a session: once for each folder that has no other one above it, so that a session in one folder costs a call for a
 * thousand objects, whatever its partitions are. Keeps no more than DigestFold does. Throws RegistrarError.
 */
export async function listSession(
  session: LocatedSession,
  store: Pick<ObjectStore, "objects">,
  signal: AbortSignal,
): Promise<SessionObjects> {
  const { inside, elsewhere } = placesOf(session);
  const [fold, digests] = [new VersionFold(), new DigestFold()];
  let uncovered = 0;
  let example = elsewhere[0];
  for (const folder of topmost([...inside, ...session.folders])) {
    for await (const object of store.objects(session.bucket, folder, signal)) {
      const cover = isCovered(object.key, inside);
      if (cover === "no" && notData(object.key.slice(folder.length), object.size) === undefined) {
        uncovered += 1;
        example ??= `s3://${session.bucket}/${object.key}`;
      } else if (cover === "yes" && object.size !== 0) {
        fold.add(object);
        digests.add(object.key.slice(session.dataset.prefix.length), object);
      }
    }
  }
  const { version } = fold;
  return { version, digests: digests.digests, uncovered, elsewhere: elsewhere.length, example };
}

function placesOf({ locations, bucket, dataset }: LocatedSession): {
  readonly inside: ReadonlySet<string>;
  readonly elsewhere: readonly string[];
} {
  const inside = new Set<string>();
  const elsewhere: string[] = [];
  for (const location of locations) {
    const [, where, path = ""] = /^s3[an]?:\/\/([^/]+)\/(.*)$/.exec(location) ?? [];
    const folder = `${path.replace(/\/+$/, "")}/`;
    // Of another bucket, or another dataset's folder, nothing tells when it changes; nor may the function list it.
    if (where === bucket && folder.startsWith(dataset.prefix)) inside.add(folder);
    else elsewhere.push(location);
  }
  return { inside, elsewhere };
}

/** Folders without those that lie in another one of them. */
function topmost(folders: readonly string[]): string[] {
  const kept: string[] = [];
  for (const folder of [...new Set(folders)].sort()) {
    if (!folder.startsWith(kept.at(-1) ?? "\n")) kept.push(folder);
  }
  return kept;
}

/** Does Athena read an object, because of any partition? "hidden": it lies in one and is passed over. */
function isCovered(key: string, locations: ReadonlySet<string>): "yes" | "hidden" | "no" {
  let cover: "hidden" | "no" = "no";
  for (let slash = key.indexOf("/"); slash >= 0; slash = key.indexOf("/", slash + 1)) {
    if (!locations.has(key.slice(0, slash + 1))) continue;
    if (isReadByAthena(key.slice(slash + 1))) return "yes";
    cover = "hidden";
  }
  return cover;
}
