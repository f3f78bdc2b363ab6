/** Grantees and their grants: what a client of theirs asks, and what none of them may. */

import type { DayRange } from "../../access/day-prefixes.ts";
import { grantees } from "../../access/declared-grantees.ts";
import type { Grantee } from "../../access/grantee.ts";
import { NOTHING_REVOKED } from "../../access/revocation.ts";
import { sessionPolicy } from "../../access/session-policy.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { databaseName, granteeRoleName, granteeWorkGroupName } from "../../shared/runtime/names.ts";
import { ofQuery, onDatabase, onTable, readByAthena } from "./authorisation.ts";
import type { Site } from "./by-aws.ts";
import { type Policy, policyOf } from "./policy.ts";
import type { AccessRequest, Context } from "./request.ts";
import { ACCOUNT, arnOf, REGION } from "./template.ts";

/** A session of a grantee's role, narrowed to a table and days. */
export interface GrantedSession {
  /** "grant to userX: bars_5m" */
  readonly name: string;
  readonly role: string;
  readonly session: Policy;
  /** What its client asks, by the database, the tables and the days that were granted. */
  readonly asked: readonly AccessRequest[];
  readonly refused: readonly RefusedToGrant[];
}

export interface RefusedToGrant extends AccessRequest {
  readonly what: string;
  /** Is it the session's policy that refuses it, and does the role allow it? */
  readonly ofSession: boolean;
}

/** Days of the grants that are looked at. The session that was recorded lies between them. */
export const GRANTED: DayRange = { from: "2025-11-24", to: "2025-11-28" };
const DAYS = [GRANTED.from, GRANTED.to];
const OUTSIDE = ["2025-11-23", "2025-11-29", "2024-11-28"];

/** One for each table of each grantee, which leaves the others to be refused. */
export const grantsOf = (site: Site): GrantedSession[] =>
  grantees.flatMap((grantee) => {
    const tables = site.datasets.filter(({ name }) => grantee.tables.includes(name));
    return tables.map((granted) => grantOf(grantee, granted, tables, site));
  });

function grantOf(grantee: Grantee, granted: Dataset, tables: readonly Dataset[], site: Site): GrantedSession {
  const { stage, bucket, lake } = site;
  const place = { partition: "aws", region: REGION, account: ACCOUNT, stage, bucket };
  const database = databaseName(granted.database, stage);
  const sql = `SELECT count(*) FROM "${database}"."${granted.table}"`;
  const query = ofQuery(sql, database, lake);
  const read = (path: string, of = granted): AccessRequest[] => {
    const prefix = `${of.prefix}${path}`;
    return readByAthena({ bucket, prefix, key: `${prefix}part-0.parquet` });
  };
  const folder = (path: string, of = granted) =>
    read(path, of).filter(({ action }) => action === "s3:GetObject");
  const object = (day: string, of = granted) => folder(`day=${day}/`, of);
  const others = tables.filter((table) => table !== granted);
  const refused = (what: string, ofSession: boolean, requests: readonly AccessRequest[]): RefusedToGrant[] =>
    requests.map((request) => ({ ...request, what, ofSession }));
  const changed = (context: Context) =>
    query.map((one) => ({ ...one, context: { ...one.context, ...context } }));
  return {
    name: `grant to ${grantee.user}: ${granted.name}`,
    role: granteeRoleName(stage, grantee.user),
    session: policyOf(JSON.parse(sessionPolicy([granted], GRANTED, place))),
    asked: [
      ...asking(stage),
      ...showing(database, granted.table),
      ...query,
      ...DAYS.flatMap((day) => object(day)),
    ],
    refused: [
      ...refused(
        "other days",
        true,
        OUTSIDE.flatMap((day) => object(day)),
      ),
      ...refused(
        "other days that hold a folder of a granted one",
        true,
        OUTSIDE.flatMap((day) => object(`${day}/day=${GRANTED.to}`)),
      ),
      ...refused("folders of no day that hold a granted one", true, folder(`archive/day=${GRANTED.to}/`)),
      ...refused("a table of the grantee that was not granted", true, [
        ...others.flatMap((other) => object(GRANTED.to, other)),
        ...others.flatMap((other) =>
          onTable("glue:GetTable", databaseName(other.database, stage), other.table).slice(-1),
        ),
      ]),
      ...refused("S3, not through Athena", false, read(`day=${GRANTED.to}/`).map(directly)),
      ...refused(
        "after the grantee's end",
        false,
        changed({ "aws:CurrentTime": `${grantee.until}T00:00:00Z` }),
      ),
      ...refused("a revoked session", false, changed(revokedSession(grantee))),
    ],
  };
}

/** Without aws:CalledVia, which only a service that acts for somebody sends. */
function directly({ context = {}, ...request }: AccessRequest): AccessRequest {
  const { "aws:CalledVia": _, ...others } = context;
  return { ...request, context: others };
}

/** One that began before what is deployed as the time of the last revocation. */
const revokedSession = ({ user }: Grantee): Context => ({
  "aws:SourceIdentity": user,
  "aws:TokenIssueTime": new Date(Date.parse(NOTHING_REVOKED.before) - 1000).toISOString(),
});

/** https://docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html */
const asking = (stage: string): AccessRequest[] =>
  [
    "GetWorkGroup",
    "StartQueryExecution",
    "GetQueryExecution",
    "BatchGetQueryExecution",
    "GetQueryResults",
    "GetQueryResultsStream",
    "StopQueryExecution",
  ].map((operation) => ({
    action: `athena:${operation}`,
    resource: arnOf("athena", `workgroup/${granteeWorkGroupName(stage)}`),
  }));

/** What a client shows of catalogs, databases and tables, which Athena answers from Glue. */
const showing = (database: string, table: string): AccessRequest[] => [
  ...["GetDataCatalog", "ListDatabases", "GetDatabase", "ListTableMetadata", "GetTableMetadata"].map(
    (operation) => ({
      action: `athena:${operation}`,
      resource: arnOf("athena", "datacatalog/AwsDataCatalog"),
    }),
  ),
  ...onDatabase("glue:GetDatabases", database),
  ...onTable("glue:GetTables", database, table),
];
