import type { ResultScope } from "../../shared/quality/checks/check.ts";
import { type CheckId, checkOf } from "../../shared/quality/checks/index.ts";
import type { DeclaredRows } from "../../shared/quality/kinds/index.ts";

/** Does a check say something of datasets with such rows? Undefined: with none. What the run itself costs is no dataset's. */
export function appliesTo(check: CheckId, rows: DeclaredRows | undefined): boolean {
  const { metadata, rows: kinds } = checkOf(check);
  return metadata !== undefined || (rows !== undefined && kinds?.includes(rows.kind) === true);
}

export function speaksOf(check: CheckId, scope: ResultScope): boolean {
  return (checkOf(check).about ?? ["session"]).includes(scope);
}
