/** What README promises, and which judge from outside showed it. */

/** A suite whose judge is software that others wrote. Its name is that of its record. */
export type Suite =
  | "browser"
  | "clients"
  | "clients-dbt"
  | "clients-spark"
  | "contract"
  | "deployment"
  | "engines"
  | "engines-483"
  | "iam"
  | "recipes"
  | "simulate"
  | "simulate-upkeep"
  | "terraform";

/** How each suite is run. */
export const COMMANDS: Readonly<Record<Suite, string>> = {
  browser: "npm run test:browser",
  clients: "npm run test:clients",
  "clients-dbt": "npm run test:clients -- --dbt",
  "clients-spark": "npm run test:clients -- --spark",
  contract: "npm run test:contract",
  deployment: "npm run test:deployment",
  engines: "npm run test:engines",
  "engines-483": "npm run test:engines -- --trino 483",
  iam: "npm run test:iam",
  recipes: "npm run test:recipes",
  simulate: "npm run simulate -- --story arrivals --seeds 5000",
  "simulate-upkeep": "npm run simulate -- --story upkeep --seeds 5000",
  terraform: "npm run test:terraform",
};

export interface ReadmePromise {
  /** As README says it. */
  readonly says: string;
  readonly shown: readonly { readonly by: Suite; readonly how: string }[];
  /** Checks of `npm run live-check` that only an account can answer. */
  readonly live: readonly string[];
}

export const PROMISES: readonly ReadmePromise[] = [
  {
    says: "its Hive partition is in the AWS Glue Data Catalog seconds later",
    shown: [
      {
        by: "deployment",
        how: "deployed with `sls deploy`, a PUT ends as a partition in ministack's Glue",
      },
      { by: "contract", how: "events of moto's S3, in each envelope, end in moto's Glue" },
      {
        by: "clients",
        how: "written by the AWS CLI, s3cmd, boto3, PyArrow, Polars, DuckDB and AWS SDK for pandas: exactly the right partitions",
      },
      { by: "clients-spark", how: "the same by Spark, through each of its committers" },
    ],
    live: ["deploy", "delays", "eventbridge-keys", "notification-keys"],
  },
  {
    says: "Athena and every dashboard on it see the rows",
    shown: [
      { by: "engines", how: "Trino sees exactly the partitions that Glue holds, and their rows" },
      { by: "clients", how: "PyAthena as Superset has it reads every view and saved query" },
      { by: "clients-dbt", how: "dbt builds its models over what is registered" },
    ],
    live: ["type-coercion"],
  },
  {
    says: "never loses a message",
    shown: [
      { by: "simulate", how: "faults at every await: no object without its partition or a parked message" },
    ],
    live: ["glue-throttling", "odd-messages"],
  },
  {
    says: "Every message ends in exactly one outcome.",
    shown: [
      { by: "simulate", how: "counted for every message of every story" },
      { by: "contract", how: "over moto's SQS" },
    ],
    live: ["glue-errors"],
  },
  {
    says: "nothing that exists is overwritten",
    shown: [
      { by: "simulate", how: "partitions, tables and Locations of other people stay as they left them" },
    ],
    live: [],
  },
  {
    says: "what differs between S3 and Glue; --apply, --prune and --columns put it right",
    shown: [
      {
        by: "simulate-upkeep",
        how: "after one quiet reconcile Glue holds what S3 has, whatever happened before",
      },
    ],
    live: [],
  },
  {
    says: "what reconcile removed; `undo <id> --apply` brings it back",
    shown: [{ by: "simulate-upkeep", how: "written down whole before each delete, and restored as it was" }],
    live: [],
  },
  {
    says: "A hundred new partitions are one call.",
    shown: [{ by: "contract", how: "a batch is registered as moto's Glue takes it" }],
    live: [],
  },
  {
    says: "all row checks of a table are",
    shown: [
      { by: "engines", how: "every query that the checks send answers in Trino as in the local Athena" },
      { by: "engines-483", how: "the same by a recent Trino" },
    ],
    live: ["athena-failures"],
  },
  {
    says: "jobs ask a view which sessions are ready",
    shown: [{ by: "engines", how: "the views are Trino's to run, and answer the same there" }],
    live: [],
  },
  {
    says: "for Step Functions, Airflow, Dagster and mail",
    shown: [
      {
        by: "recipes",
        how: "begin once a session may be used and again once it may be used anew: Airflow, Dagster, and the state machine in moto",
      },
    ],
    live: [],
  },
  {
    says: "an embedded S3, SQS, Glue and Athena that speak the AWS",
    shown: [
      {
        by: "clients",
        how: "unmodified: S3 clients read what they wrote, AWS SDK for pandas and PyAthena ask the embedded Athena",
      },
      {
        by: "engines",
        how: "Trino's own Glue and S3 clients; its answers to each statement against the local Athena's",
      },
    ],
    live: [],
  },
  {
    says: "A stage that owns its bucket leaves nothing behind",
    shown: [
      { by: "deployment", how: "`sls remove` of a stage with more than a thousand versions of objects" },
    ],
    live: ["remove", "update-keeps-objects", "left-bucket"],
  },
  {
    says: "databases and tables stay, to be used by the next deployment",
    shown: [{ by: "deployment", how: "prod removed, deployed again over its tables, and registering again" }],
    live: [],
  },
  {
    says: "Terraform gets them as a module",
    shown: [
      {
        by: "terraform",
        how: "the module is valid and planned as the template says; the stage beside it registers into its tables",
      },
    ],
    live: [],
  },
  {
    says: "temporary read-only credentials for a grantee",
    shown: [{ by: "iam", how: "what grantees and functions may and may not do, by a simulator of IAM" }],
    live: ["roles", "revocations"],
  },
  {
    says: "a page to open",
    shown: [{ by: "browser", how: "Chromium draws it; axe-core finds no barrier in it" }],
    live: [],
  },
];
