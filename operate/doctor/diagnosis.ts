import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { listInForce } from "../other-list.ts";
import { checkEvents } from "./event-checks.ts";
import type { Facts } from "./facts.ts";
import type { DoctorFinding } from "./finding.ts";
import { checkFunctions } from "./function-checks.ts";
import { checkPartitionIndexes } from "./index-checks.ts";
import { checkLake } from "./lake-checks.ts";
import { checkLimits } from "./limit-checks.ts";
import { checkQueues } from "./queue-checks.ts";
import { checkIdentity, checkServices } from "./service-checks.ts";
import { checkTables } from "./table-checks.ts";

/** Everything that the facts say, in the order of an object's way: one finding at least for every check of every thing. */
export function diagnose(facts: Facts): readonly DoctorFinding[] {
  const identity = [...checkIdentity(facts)];
  if (isAbsent(facts)) return [...identity, stageMissing(facts)];
  return [
    ...identity,
    ...checkEvents(facts),
    ...checkQueues(facts),
    ...checkFunctions(facts),
    ...checkTables(facts),
    ...checkPartitionIndexes(facts),
    ...checkLake(facts),
    ...checkServices(facts),
    ...checkLimits(facts),
  ];
}

/** Is nothing of the stage there? Then one finding says more than one for everything. */
function isAbsent({ pipelines, tables }: Facts): boolean {
  const results = [
    ...pipelines.flatMap(({ source, lambda }) => [source.queue, lambda]),
    ...tables.map(({ live }) => live),
  ];
  return results.some(({ kind }) => kind === "absent") && results.every(({ kind }) => kind !== "read");
}

function stageMissing({ expected: { stage }, region }: Facts): DoctorFinding {
  return {
    check: "stage",
    where: stage,
    status: "fail",
    code: "STAGE_MISSING",
    what:
      `neither its queues nor its functions nor its tables are in ${region ?? "this Region"}: ` +
      `look in another, or deploy it (npx sls deploy --stage ${stage}); here ${listInForce()}`,
    fix: `AWS_REGION='<region>' ${REGISTRAR} doctor --stage ${stage}`,
  };
}
