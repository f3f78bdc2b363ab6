import { printable } from "../../shared/runtime/text.ts";

/** What of a folder is left out of its table. */
export interface Skipped {
  /** Below the folder, with "/". */
  readonly path: string;
  readonly kind:
    | "hidden"
    | "other format"
    | "link"
    | "unreadable"
    | "empty"
    | "broken"
    | "loose"
    | "other keys";
  readonly reason: string;
}

/** Of one kind, told one by one. */
const TOLD = 10;

/** A line for each of them; hidden ones, which nobody expects to be read, share one. Of a kind the first few. */
export function* skippedLines(skipped: readonly Skipped[]): Generator<string> {
  const kinds = new Map<Skipped["kind"], Skipped[]>();
  for (const one of skipped) kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), one]);
  for (const [kind, all] of kinds) {
    if (kind === "hidden") {
      yield `${all.length} hidden (_… and .…), which Athena passes over too: ${listed(all.map(({ path }) => path))}`;
      continue;
    }
    for (const { path, reason } of all.slice(0, TOLD)) yield printable(`${path}: ${reason}`);
    if (all.length > TOLD) yield `… and ${all.length - TOLD} more of the kind`;
  }
}

/** Names of a list, the first few. */
export function listed(names: readonly string[], most = 5): string {
  const more = names.length > most ? `, … and ${names.length - most} more` : "";
  return names.slice(0, most).map(printable).join(", ") + more;
}
