/** What `registrar try` is pointed at: a folder, or a part of a bucket, of which a sample is fetched. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Witness } from "../../local/demo/journey.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { count, quoted } from "../../shared/runtime/text.ts";
import { INTERRUPTED, unlessInterrupted } from "../interruption.ts";
import type { Terminal } from "../terminal.ts";
import { emptyPrefix } from "./empty-prefix.ts";
import { asRefusalOf } from "./refused-bucket.ts";

export interface TriedFolder {
  /** On this machine. */
  readonly folder: string;
  /** Where its objects lie in the bucket, if it is one; ends with "/". */
  readonly prefix?: string;
  /** A sentence for each table of another format in it; undefined: not looked for yet. */
  readonly formats?: readonly string[];
}

/** Milliseconds that one call of S3 may take. */
const TIMEOUT = 60_000;
/** Milliseconds that it may take to find out what is there instead. */
const HINT_TIMEOUT = 10_000;

export const isBucket = (source: string) => /^s3[an]?:/.test(source);

/** Has `work` done with the folder, and leaves nothing of what was fetched, also at Ctrl-C. */
export async function withSource<Answer>(
  source: string,
  witness: Witness,
  terminal: Terminal,
  work: (source: TriedFolder) => Promise<Answer>,
): Promise<Answer | typeof INTERRUPTED> {
  if (!isBucket(source)) return work({ folder: source });
  const [, bucket, path = ""] = /^s3[an]?:\/\/([a-z0-9][a-z0-9.-]*)\/(.*)$/s.exec(source) ?? [];
  const prefix = path.replace(/\/*$/, "/");
  if (bucket === undefined || prefix === "/")
    throw usageError("try", [`expected s3://<bucket>/<folder>/, got ${quoted(source)}`]);
  const { sayWhere } = await import("../whereabouts.ts");
  await sayWhere(terminal);
  const temporary = await mkdtemp(join(tmpdir(), "registrar-try-"));
  try {
    const folder = join(temporary, prefix.split("/").at(-2)!);
    await mkdir(folder);
    witness.doing(`listing ${source}`);
    const formats = await unlessInterrupted((signal) =>
      fetchSample({ bucket, prefix }, folder, signal, witness),
    );
    return formats === INTERRUPTED ? INTERRUPTED : await work({ folder, prefix, formats });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function fetchSample(
  place: { readonly bucket: string; readonly prefix: string },
  folder: string,
  interruption: AbortSignal,
  witness: Witness,
): Promise<readonly string[]> {
  const { fetchFolder } = await import("../../local/own-data/fetched-folder.ts");
  const { s3Store } = await import("../../shared/store/s3-store-adapter.ts");
  const { s3FileReader } = await import("../../shared/guard/s3-file-reader-adapter.ts");
  const ports = { store: s3Store(), files: s3FileReader() };
  const doing = (text: string) => witness.doing(text);
  const timeout = () => AbortSignal.any([interruption, signalAfter(TIMEOUT)]);
  const fetching = fetchFolder(place, folder, ports, timeout, doing);
  const { files, bytes, listed, isPart, formats } = await fetching.catch((thrown) => {
    throw asRefusalOf(place.bucket, place.prefix, thrown);
  });
  if (listed === 0) {
    throw await emptyPrefix(place, ports.store, AbortSignal.any([interruption, signalAfter(HINT_TIMEOUT)]));
  }
  const part = isPart ? "; there is more, so all numbers are of this sample" : "";
  witness.done(
    `fetched ${count(files, "object")} of ${count(listed, "listed one")}, ${(bytes / 1e6).toFixed(1)} MB${part}`,
  );
  return formats;
}
