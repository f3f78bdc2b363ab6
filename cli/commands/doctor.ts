import { accountReader } from "../../operate/doctor/account-reader-adapter.ts";
import { catalogReader } from "../../operate/doctor/catalog-reader-adapter.ts";
import { deliveryReader } from "../../operate/doctor/delivery-reader-adapter.ts";
import { diagnose } from "../../operate/doctor/diagnosis.ts";
import { expectedStage } from "../../operate/doctor/expected-stage.ts";
import { conclusionOf } from "../../operate/doctor/finding.ts";
import { inspect } from "../../operate/doctor/inspection.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { BUCKET_NAME } from "../../shared/runtime/names.ts";
import { defineCommand, EXIT, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { tellFindings } from "../doctor/tell.ts";
import { sayWhere } from "../whereabouts.ts";

const EXIT_CODES = { ok: EXIT.ok, faulty: EXIT.no, unknown: EXIT.unavailable } as const;

export const command = defineCommand({
  name: "doctor",
  synopsis: "[--stage dev] [--bucket <name>] [--json]",
  details:
    "Reads only. Exit code 0: nothing must be fixed; 1: something must; 3: nothing could be looked at.\n" +
    "docs/doctor.md has a heading for every code.",
  options: {
    ...STAGE_OPTION,
    bucket: {
      type: "string",
      placeholder: "<name>",
      help: "the bucket, if it shall not be the one that the function has",
    },
    ...JSON_OPTION,
  },
  async run({ values, terminal }) {
    const stage = stageOf("doctor", values.stage);
    const { bucket } = values;
    if (bucket !== undefined && !BUCKET_NAME.test(bucket)) {
      throw usageError("doctor", [`--bucket ${JSON.stringify(bucket)} is not a bucket's name`]);
    }
    await sayWhere(terminal);
    const reader = { ...accountReader(), ...catalogReader(), ...deliveryReader() };
    const facts = await inspect(expectedStage(datasets, stage), reader, {
      bucket,
      looking: (what) => terminal.progress(`looking at ${what}`),
    });
    const findings = diagnose(facts);
    const conclusion = conclusionOf(findings);
    if (values.json === true) terminal.out(JSON.stringify({ stage, conclusion, findings }, null, 2));
    else tellFindings(findings, terminal);
    return EXIT_CODES[conclusion];
  },
});
