import { type DataVersion, VersionFold } from "../../shared/sessions/data-version.ts";
import type { Findings } from "../../shared/sessions/session-verdict.ts";

/** What a run is to find in an object. */
export type ObjectTruth = "pass" | "warn" | "fail";

/** The objects of a made-up session, of which each ETag says whether its rows are sound. */
export class SessionFiles {
  readonly #objects = new Map<string, { readonly etag: number; readonly at: number }>();
  /** Every version that there was, by its hash: the worst of its objects. */
  readonly truths = new Map<string, ObjectTruth>();
  version!: DataVersion;

  /** `at`: milliseconds since 1970. */
  constructor(at: number) {
    this.write("object-0", 1, at);
  }

  write(key: string, etag: number, at: number): void {
    this.#objects.set(key, { etag, at });
    this.#remember();
  }

  remove(key: string): void {
    this.#objects.delete(key);
    this.#remember();
  }

  get keys(): readonly string[] {
    return [...this.#objects.keys()];
  }

  /** None if it is not there any more. */
  etagsOf(key: string): readonly number[] {
    const found = this.#objects.get(key);
    return found === undefined ? [] : [found.etag];
  }

  #remember(): void {
    const fold = new VersionFold();
    for (const [key, { etag, at }] of this.#objects) {
      fold.add({ key, size: 1_000_000, etag: String(etag), modified: new Date(at).toISOString() });
    }
    this.version = fold.version;
    this.truths.set(this.version.hash, worst([...this.#objects.values()].map(({ etag }) => etag)));
  }
}

/** What a run finds that has read these objects. */
export function findingsIn(etags: readonly number[]): Omit<Findings, "isWhole"> {
  const truth = worst(etags);
  return truth === "pass"
    ? { passed: ["unique.key"], marks: {} }
    : { passed: [], marks: { "unique.key": truth } };
}

function worst(etags: readonly number[]): ObjectTruth {
  if (etags.some((etag) => etag % 5 === 0)) return "fail";
  return etags.some((etag) => etag % 7 === 0) ? "warn" : "pass";
}
