import { describe, expect, test } from "@jest/globals";
import { appliesTo } from "../../deploy/declarations/applicability.ts";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import { CHECK_IDS, type CheckId } from "../../shared/quality/checks/index.ts";
import type { CheckFinding } from "../../shared/quality/finding.ts";
import { metadataFindings } from "../../shared/quality/metadata-findings.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { comparisons } from "../../shared/quality/rows/comparisons.ts";
import { drillDowns } from "../../shared/quality/rows/drill-down.ts";
import { rowScan } from "../../shared/quality/rows/scan.ts";
import { isValidated, type ValidatedDataset } from "../../shared/quality/snapshot.ts";
import { datasets } from "../fixtures/datasets.ts";
import { orders } from "../fixtures/orders.ts";
import { snapshotOf, withQuality } from "../support/snapshots.ts";

const DAY = "2025-11-28";
const session = calendarNamed("XNYS").session(DAY)!;
const SESSIONS_OF_ROWS = [{ session, until: session.close }];

const failed = (check: CheckId): CheckFinding => ({ check, day: DAY, value: 1, message: "so it is" });

/** Every check that is made of a dataset, when all of its rows fail. */
function madeOf(dataset: ValidatedDataset): Set<CheckId> {
  const sources = datasets.map((one: DeclaredDataset) => ({ dataset: one, held: { value: new Set([DAY]) } }));
  const none = { columns: [] };
  const plans = [
    rowScan(dataset, "dev", SESSIONS_OF_ROWS),
    rowScan(dataset, "dev", SESSIONS_OF_ROWS, none),
    comparisons(dataset, "dev", SESSIONS_OF_ROWS, sources),
    comparisons(
      dataset,
      "dev",
      SESSIONS_OF_ROWS,
      sources.map((one) => ({ ...one, held: { value: new Set<string>() } })),
    ),
  ];
  const asked = plans.flatMap(({ queries }) => queries).flatMap(({ checks }) => checks);
  const details = drillDowns(dataset, "dev", SESSIONS_OF_ROWS, asked.map(failed));
  const findings = [
    // As of a guarded dataset, beside those that it is computed from.
    ...metadataFindings(
      snapshotOf(dataset, { snapshot: { files: { value: [] } } }),
      datasets.filter(isValidated).map((one) => snapshotOf(one)),
    ),
    ...metadataFindings(snapshotOf(dataset, { glue: [] }), []),
    ...plans.flatMap((plan) => plan.findings),
  ];
  const looked = details.flatMap(({ checks }) => checks);
  return new Set([...asked, ...looked, ...findings.map(({ check }) => check)]);
}

describe.each([...datasets, orders].filter(isValidated).map((dataset) => [dataset.name, dataset] as const))(
  "of %s",
  (_, dataset) => {
    const applying = CHECK_IDS.filter((check) => appliesTo(check, dataset.quality.rows));
    // What is computed from nothing is behind nothing.
    const isMade = (check: CheckId) =>
      !["freshness.pipeline", "derived.stale"].includes(check) || dataset.quality.source !== undefined;

    test("every check that applies is made", () => {
      expect([...madeOf(dataset)].sort()).toEqual(applying.filter(isMade).sort());
    });

    test.each(applying.filter(isMade))("%s is not made when it is off, and all others are", (check) => {
      const made = madeOf(withQuality(dataset, { checks: { [check]: "off" } }));
      const others = applying.filter(isMade).filter((one) => one !== check);
      // Gaps are those that complete.bars has found.
      const expected = check === "complete.bars" ? others.filter((one) => one !== "complete.gaps") : others;
      expect([...made].sort()).toEqual(expected.sort());
    });
  },
);
