import type { Dataset } from "../../dataset.ts";
import type { CheckQuery } from "../asking.ts";
import type { Finding } from "../finding.ts";
import type { RowSession } from "../windows.ts";

/**
 * What to ask about findings that failed: one query for each check. Reading the answer gives findings with samples,
 * each in the place of the one with its check and day; and complete.gaps, which is new, when complete.bars failed.
 */
export declare function drillDowns(
  dataset: Dataset,
  stage: string,
  sessions: readonly RowSession[],
  failed: readonly Finding[],
): readonly CheckQuery[];
