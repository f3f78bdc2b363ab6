import { isNear, type LimitUsage, usageText } from "../../deploy/limits/usage.ts";
import { datasetsFile } from "../../shared/runtime/given-list.ts";
import type { Facts } from "./facts.ts";
import type { DoctorFinding } from "./finding.ts";

/**
 * How near the stage is to what AWS takes, as its own list of datasets has it. Quotas of the account, which other stacks
 * use as well, cannot be told from here.
 */
export function* checkLimits({ wanted, expected: { stage } }: Facts): Generator<DoctorFinding> {
  const limits = wanted?.limits;
  if (limits === undefined) return;
  const near = limits.filter(isNear);
  for (const usage of near) {
    yield {
      check: "limits",
      where: stage,
      status: "warn",
      code: "LIMIT_NEAR",
      what: `${usageText(usage)}; packaging refuses what crosses it`,
      fix: `fewer datasets in ${datasetsFile()}, or what docs/datasets.md says of large stages`,
    };
  }
  if (near.length > 0) return;
  const [first, second] = limits.toSorted((one, other) => share(other) - share(one));
  const nearest = [first, second].filter((usage) => usage !== undefined).map(usageText);
  yield { check: "limits", where: stage, status: "ok", what: `nearest: ${nearest.join("; ")}` };
}

const share = ({ used, most }: LimitUsage) => used / most;
