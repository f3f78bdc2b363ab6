/** The first half of a run: what lies at a crawler's targets now. Nothing is written. */

import type { StoredObject } from "../../s3/bucket.ts";
import type { S3Store } from "../../s3/store.ts";
import type { GlueStore } from "../store.ts";
import { readConfiguration } from "./configuration.ts";
import { CrawlFailure } from "./crawl-failure.ts";
import { behaviorsOf, type CrawlerDefinition } from "./definition.ts";
import { excludedBy, isData } from "./exclusions.ts";
import { type Footer, readFooter } from "./footer.ts";
import { grouped, type Layout, layoutOf } from "./layout.ts";

/** All that a crawler needs of S3. */
export type Objects = Pick<S3Store, "list">;

export interface Survey {
  readonly tables: readonly TableFound[];
  /** The folders that were looked into, `s3://bucket/prefix/day=2026-11-20/`. */
  readonly folders: readonly string[];
}

export interface TableFound {
  /** s3://bucket/prefix/ */
  readonly location: string;
  readonly layout: Layout;
  /** The table that the crawler was pointed at; undefined: that of the location, which may have to be made. */
  readonly target: { readonly database: string; readonly table: string } | undefined;
}

/**
 * `known` are the folders that earlier runs have looked into. Throws CrawlFailure, or an AwsError for a bucket or a
 * table that is not there.
 */
export function survey(
  definition: CrawlerDefinition,
  known: ReadonlySet<string>,
  objects: Objects,
  store: GlueStore,
): Survey {
  const newOnly = behaviorsOf(definition).recrawl === "CRAWL_NEW_FOLDERS_ONLY";
  const tables: TableFound[] = [];
  const folders = new Set<string>();
  for (const { path, isExcluded, target, level } of places(definition, store)) {
    const found = dataBelow(path, objects).filter(
      ({ name, folder }) => !isExcluded(name) && !(newOnly && known.has(folder)),
    );
    for (const { folder } of found) folders.add(folder);
    for (const [location, own] of grouped(found, (one) => tableFolder(one, path, level))) {
      const [first, ...others] = own.map(({ object, folder }) => dataFile(object, folder, location));
      tables.push({ location, layout: layoutOf([first!, ...others]), target });
    }
  }
  return { tables, folders: [...folders] };
}

/** Where to look. */
interface Place {
  /** s3://bucket/prefix/ */
  readonly path: string;
  readonly isExcluded: (name: string) => boolean;
  readonly target: TableFound["target"];
  readonly level: number | undefined;
}

function places({ Targets, Configuration }: CrawlerDefinition, store: GlueStore): Place[] {
  const { tableLevel } = readConfiguration(Configuration);
  const { S3Targets = [], CatalogTargets = [] } = Targets;
  const paths = S3Targets.map(({ Path = "", Exclusions = [] }) => ({
    path: withSlash(Path),
    isExcluded: excludedBy(Exclusions),
    target: undefined,
    level: tableLevel,
  }));
  const tables = CatalogTargets.flatMap(({ DatabaseName, Tables }) =>
    Tables.map((table) => ({
      path: withSlash(store.table(DatabaseName, table).record.StorageDescriptor?.Location ?? ""),
      isExcluded: () => false,
      target: { database: DatabaseName, table },
      level: undefined,
    })),
  );
  return [...paths, ...tables];
}

export const withSlash = (path: string) => path.replace(/\/*$/, "/");

interface Found {
  readonly object: StoredObject;
  /** The key below the include path. */
  readonly name: string;
  /** s3://bucket/prefix/day=2026-11-20/ */
  readonly folder: string;
}

function dataBelow(path: string, objects: Objects): Found[] {
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(path) ?? [];
  return objects
    .list(bucket, prefix)
    .map((object) => ({
      object,
      name: object.key.slice(prefix.length),
      folder: `s3://${bucket}/${object.key.slice(0, object.key.lastIndexOf("/") + 1)}`,
    }))
    .filter(({ name, object }) => isData(name, object.size));
}

/** The folder of an object's table: that of the include path, or the one at the level asked for. */
function tableFolder({ folder, object }: Found, path: string, level: number | undefined): string {
  if (level === undefined) return path;
  const segments = segmentsOf(folder);
  if (level < segmentsOf(path).length || level > segments.length)
    throw new CrawlFailure(`the table level ${level} is not between ${path} and ${object.key}`);
  return `s3://${segments.slice(0, level).join("/")}/`;
}

/** Of s3://bucket/a/b/: bucket, a, b. */
const segmentsOf = (location: string) => location.slice("s3://".length, -1).split("/");

const dataFile = ({ key, size, path }: StoredObject, folder: string, location: string) => ({
  key,
  size,
  folders: folder.slice(location.length).split("/").slice(0, -1),
  ...footerOf(key, path),
});

function footerOf(key: string, path: string): Footer {
  try {
    return readFooter(path);
  } catch (cause) {
    throw new CrawlFailure(`${key} is not readable as Parquet`, { cause });
  }
}
