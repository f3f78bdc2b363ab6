/** A client of Trino's statement protocol: one statement, and all that it answers, in the text that Athena prints. */
import { type Signature, textOf, typeOf, type Wire, withNumbersAsText } from "./trino-text.ts";

export interface TrinoColumn {
  readonly name: string;
  /** Athena's word for it: varchar, timestamp, array … and decimal(10,2). */
  readonly type: string;
}

export type TrinoRow = readonly (string | null)[];

/** What became of a statement. `error` is what the engine said: "SYNTAX_ERROR: line 1:8: …". */
export type TrinoAnswer =
  | {
      readonly columns: readonly TrinoColumn[];
      readonly rows: readonly TrinoRow[];
      readonly error?: undefined;
    }
  | { readonly error: string };

export interface Trino {
  readonly version: string;
  ask(sql: string, database?: string): Promise<TrinoAnswer>;
}

interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly typeSignature: Signature }[];
  readonly data?: readonly (readonly Wire[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
}

/** Where Trino looks for its stack. Files of tests take turns on it. */
export const judgedPort = () => Number(process.env.TRINO_STACK_PORT);

/** The Trino of this run, whose catalog is that of the stack on `judgedPort`. */
export function connectTrino(): Trino {
  const { TRINO_URL: url = "", TRINO_VERSION: version = "", TRINO_CATALOG: catalog = "" } = process.env;
  return {
    version,
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
