import { aws } from "./aws-cli-command.ts";
import type { ExpectedUser } from "./expected.ts";
import type { Facts, TableFacts } from "./facts.ts";
import { type DoctorFinding, type Fault, judge } from "./finding.ts";
import type { LakeGrant } from "./port.ts";

/**
 * The checks of Lake Formation: does IAM alone decide about a table, and if not, has everybody who uses it been granted
 * what they need? Grants by tags are not among those that are read, hence warnings.
 */
export function* checkLake(facts: Facts): Generator<DoctorFinding> {
  const governed = facts.tables.filter(({ grants }) => grants.kind === "read" && !isOpen(grants.value));
  for (const table of facts.tables) {
    yield* judge(table.grants, {
      check: "Lake Formation",
      where: `${table.database}.${table.name}`,
      faults: (grants) => grantFaults(grants, table, facts.account),
      ok: (grants) =>
        isOpen(grants) ? "IAM alone decides" : "Lake Formation decides, and grants what our roles need",
    });
  }
  // Where IAM alone decides about every table, a location that is registered bars nobody who has S3's permission.
  if (governed.length === 0) return;
  yield* judge(facts.lakeLocations, {
    check: "Lake Formation",
    where: "locations",
    faults: function* (locations) {
      for (const { arn, grants } of locations) {
        if (grants.kind === "read") yield* locationFaults(arn, grants.value, governed, facts.account);
      }
    },
    ok: (locations) =>
      locations.length === 0
        ? "none of ours is registered"
        : `who writes partitions may use ${locations.map(({ arn }) => arn).join(", ")}`,
  });
}

/** The group of everybody whom IAM lets in. Glue asks Lake Formation all the same, which then always agrees. */
const EVERYBODY = "IAM_ALLOWED_PRINCIPALS";

const isOpen = (grants: readonly LakeGrant[]) =>
  grants.some(({ principal, permissions }) => principal === EVERYBODY && permissions.includes("ALL"));

const isOf = ({ principal }: LakeGrant, role: string) => principal.endsWith(`:role/${role}`);

function missingOf({ role, permissions }: ExpectedUser, grants: readonly LakeGrant[]): readonly string[] {
  const granted = new Set(grants.filter((grant) => isOf(grant, role)).flatMap((grant) => grant.permissions));
  return granted.has("ALL") ? [] : permissions.filter((permission) => !granted.has(permission));
}

const grantTo = (
  role: string,
  account: string | undefined,
  permissions: readonly string[],
  resource: object,
) =>
  aws("lakeformation", "grant-permissions", {
    principal: `DataLakePrincipalIdentifier=arn:aws:iam::${account ?? "<account>"}:role/${role}`,
    permissions,
    resource: { ...resource },
  });

function* grantFaults(
  grants: readonly LakeGrant[],
  { users, database, name }: TableFacts,
  account: string | undefined,
): Generator<Fault> {
  if (isOpen(grants)) return;
  for (const user of users) {
    const missing = missingOf(user, grants);
    if (missing.length === 0) continue;
    yield {
      code: "LAKE_GRANT_MISSING",
      what: `Lake Formation decides, and no grant by name gives ${user.role} ${missing.join(", ")}`,
      fix: grantTo(user.role, account, missing, { Table: { DatabaseName: database, Name: name } }),
    };
  }
}

function* locationFaults(
  arn: string,
  grants: readonly LakeGrant[],
  governed: readonly TableFacts[],
  account: string | undefined,
): Generator<Fault> {
  const writers = governed.flatMap(({ users }) => users.filter(({ needsLocation }) => needsLocation));
  const permissions = ["DATA_LOCATION_ACCESS"];
  for (const role of new Set(writers.map((writer) => writer.role))) {
    if (missingOf({ role, permissions, needsLocation: true }, grants).length === 0) continue;
    yield {
      code: "LAKE_LOCATION_MISSING",
      what: `${arn} is registered, and ${role} may not make partitions there`,
      fix: grantTo(role, account, permissions, { DataLocation: { ResourceArn: arn } }),
    };
  }
}
