/** A client of Trino's statement protocol: one statement, and all that it answers, in the text that Athena prints. */
import { randomUUID } from "node:crypto";
import { type Signature, textOf, typeOf, type Wire, withNumbersAsText } from "./trino-text.ts";

export interface Column {
  readonly name: string;
  /** Athena's word for it: varchar, timestamp, array … and decimal(10,2). */
  readonly type: string;
}

export type Row = readonly (string | null)[];

/** What became of a statement. `error` is what the engine said: "SYNTAX_ERROR: line 1:8: …". */
export type Answer =
  | { readonly columns: readonly Column[]; readonly rows: readonly Row[]; readonly error?: undefined }
  | { readonly error: string };

export interface Trino {
  readonly version: string;
  /** Of the Hive connector: the lake is its. */
  readonly catalog: string;
  ask(sql: string, database?: string): Promise<Answer>;
}

interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly typeSignature: Signature }[];
  readonly data?: readonly (readonly Wire[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
}

/** The Trino of this run, with a catalog of its own whose Glue and S3 are at `endpoint`. */
export async function connectTrino(endpoint: string, region: string): Promise<Trino> {
  const { TRINO_URL: url = "", TRINO_CATALOGS: catalogs = "", TRINO_VERSION: version = "" } = process.env;
  const catalog = `lake_${randomUUID().slice(0, 8)}`;
  const added = await fetch(`${catalogs}/${catalog}`, {
    method: "POST",
    body: Object.entries(settings(version, endpoint, region))
      .map((entry) => entry.join("="))
      .join("\n"),
  });
  if (!added.ok) throw new Error(`Trino has no catalog: ${await added.text()}`);
  return {
    version,
    catalog,
    async ask(sql, database = "default") {
      const headers = {
        "X-Trino-User": "judge",
        "X-Trino-Catalog": catalog,
        "X-Trino-Schema": database,
        "X-Trino-Time-Zone": "UTC",
        "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
      };
      let page = await pageOf(await fetch(`${url}/v1/statement`, { method: "POST", headers, body: sql }));
      let columns = page.columns;
      const data = [...(page.data ?? [])];
      while (page.nextUri !== undefined) {
        page = await pageOf(await fetch(page.nextUri, { headers }));
        columns ??= page.columns;
        data.push(...(page.data ?? []));
      }
      if (page.error !== undefined) return { error: `${page.error.errorName}: ${page.error.message}` };
      const types = (columns ?? []).map(({ typeSignature }) => typeSignature);
      return {
        columns: (columns ?? []).map(({ name, typeSignature }) => ({ name, type: typeOf(typeSignature) })),
        rows: data.map((row) => row.map((cell, at) => (cell === null ? null : textOf(cell, types[at]!)))),
      };
    },
  };
}

async function pageOf(response: Response): Promise<Page> {
  const text = await response.text();
  if (!response.ok) throw new Error(`Trino answered ${response.status}: ${text}`);
  return JSON.parse(withNumbersAsText(text)) as Page;
}

/** As its operator would write them into the catalog's file; nothing but addresses and what may be written. */
function settings(version: string, endpoint: string, region: string): Record<string, string> {
  const shared = {
    "hive.metastore": "glue",
    "hive.metastore.glue.region": region,
    "hive.metastore.glue.endpoint-url": endpoint,
    "hive.metastore.glue.aws-access-key": "local",
    "hive.metastore.glue.aws-secret-key": "local",
    "hive.non-managed-table-writes-enabled": "true",
    "hive.allow-register-partition-procedure": "true",
  };
  if (version === "411") {
    return {
      ...shared,
      "hive.s3.endpoint": endpoint,
      "hive.s3.region": region,
      "hive.s3.path-style-access": "true",
      "hive.s3.aws-access-key": "local",
      "hive.s3.aws-secret-key": "local",
    };
  }
  return {
    ...shared,
    "fs.s3.enabled": "true",
    "s3.endpoint": endpoint,
    "s3.region": region,
    "s3.path-style-access": "true",
    "s3.aws-access-key": "local",
    "s3.aws-secret-key": "local",
  };
}
