import type { ManualCheck } from "../check.ts";

export const byHand: readonly ManualCheck[] = [
  {
    id: "lake-formation",
    assumption:
      "with Lake Formation in force the roles need the grants of docs/lake-formation.md, and those suffice",
    reliesOn: ["docs/lake-formation.md"],
    cost: 0,
    byHand:
      "its settings are the whole account's: in an account of its own, follow docs/lake-formation.md, deploy a stage, put an object, and run registrar doctor",
  },
  {
    id: "encrypted-catalog",
    assumption:
      "a catalog encrypted with a key of KMS needs kms:Decrypt and kms:GenerateDataKey for the roles",
    reliesOn: ["shared/aws/glue-errors.ts", "docs/permissions.md"],
    cost: 0,
    byHand:
      "encryption is the whole catalog's: in an account of its own, switch it on, deploy a stage, put an object, and see that the register function logs ENCRYPTION until its role may use the key",
  },
  {
    id: "metrics",
    assumption: "CloudWatch's metrics of SQS and Lambda behave as the alarms expect",
    reliesOn: ["deploy/alarms.ts"],
    cost: 0,
    byHand:
      "takes hours: on a deployed stage take glue:BatchCreatePartition from the register role, put an object, and see retries-running-out go to ALARM and back after the permission is given again",
  },
];
