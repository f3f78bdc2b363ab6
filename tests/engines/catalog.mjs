/** The name that Athena has for the catalog of Glue: views name it. */
export const CATALOG = "awsdatacatalog";

const REGION = "us-east-1";
const ACCESS = { key: "local", secret: "local" };

/** A Hive catalog as an operator would write it into its file: whose Glue, whose S3, and that all may be written. */
export function catalogProperties(version, endpoint) {
  const glue = {
    "hive.metastore": "glue",
    "hive.metastore.glue.region": REGION,
    "hive.metastore.glue.endpoint-url": endpoint,
    "hive.metastore.glue.aws-access-key": ACCESS.key,
    "hive.metastore.glue.aws-secret-key": ACCESS.secret,
    "hive.non-managed-table-writes-enabled": "true",
    "hive.allow-register-partition-procedure": "true",
  };
  const s3 = {
    endpoint,
    region: REGION,
    "path-style-access": "true",
    "aws-access-key": ACCESS.key,
    "aws-secret-key": ACCESS.secret,
  };
  const prefix = version === "411" ? "hive.s3." : "s3.";
  const entries = [
    ...Object.entries(glue),
    ...Object.entries(s3).map(([name, value]) => [prefix + name, value]),
    ...(version === "411" ? [] : [["fs.s3.enabled", "true"]]),
  ];
  return entries.map((entry) => entry.join("=")).join("\n");
}
