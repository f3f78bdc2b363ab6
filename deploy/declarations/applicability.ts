import type { CheckId } from "../../shared/quality/checks.ts";
import type { Rows } from "../../shared/quality/quality.ts";

/** The kinds of rows about which a check says something; "no rows": it asks Glue and S3 alone. */
const APPLIES = {
  "partition.present": "no rows",
  "partition.nonsession": "no rows",
  "partition.format": "no rows",
  "partition.drift": "no rows",
  "partition.schema": "no rows",
  "schema.contract": "no rows",
  "freshness.session": "no rows",
  "freshness.pipeline": "no rows",
  "files.small": "no rows",
  "freshness.event": ["trades", "bars", "features"],
  "complete.rows": ["trades", "bars", "features"],
  "complete.symbols": ["trades", "bars", "features"],
  "complete.bars": ["bars"],
  "complete.gaps": ["bars"],
  "unique.key": ["trades", "bars", "features"],
  "null.key": ["trades", "bars", "features"],
  "null.value": ["trades", "bars", "features"],
  "ohlc.invariant": ["bars"],
  "value.domain": ["trades", "bars"],
  "session.bounds": ["trades", "bars", "features"],
  "bar.alignment": ["bars", "features"],
  "day.misfiled": ["trades", "bars", "features"],
  "outlier.return": ["bars"],
  "feature.health": ["features"],
  "reconcile.bars_trades": ["bars"],
  "reconcile.features_bars": ["features"],
  // of the run, and so of no dataset
  "cost.budget": [],
} as const satisfies Readonly<Record<CheckId, "no rows" | readonly Rows["kind"][]>>;

export function appliesTo(check: CheckId, kind: Rows["kind"] | undefined): boolean {
  const kinds: "no rows" | readonly Rows["kind"][] = APPLIES[check];
  return kinds === "no rows" || (kind !== undefined && kinds.includes(kind));
}

/** What a result can be about. */
export type Subject = "session" | "table";

/** Checks that speak of the table as a whole: alone, or when they cannot say anything of its sessions. */
const SPEAKS: { readonly [Id in CheckId]?: readonly Subject[] } = {
  "partition.present": ["session", "table"],
  "partition.nonsession": ["table"],
  "partition.format": ["table"],
  "partition.drift": ["session", "table"],
  "partition.schema": ["table"],
  "schema.contract": ["table"],
  "freshness.session": ["session", "table"],
  "freshness.pipeline": ["session", "table"],
  "files.small": ["table"],
};

export function speaksOf(check: CheckId, subject: Subject): boolean {
  return (SPEAKS[check] ?? ["session"]).includes(subject);
}
