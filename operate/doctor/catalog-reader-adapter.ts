import { AthenaClient, GetWorkGroupCommand } from "@aws-sdk/client-athena";
import {
  GetCrawlerCommand,
  GetPartitionIndexesCommand,
  GetTableCommand,
  GlueClient,
  type TableIdentifier,
} from "@aws-sdk/client-glue";
import {
  LakeFormationClient,
  paginateListPermissions,
  paginateListResources,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import { CLIENT_DEFAULTS } from "../../shared/runtime/client-defaults.ts";
import type { LakeGrant, StageReader } from "./port.ts";
import { probe } from "./probe.ts";

type CatalogReader = Pick<
  StageReader,
  "table" | "partitionIndexes" | "crawler" | "tableGrants" | "lakeLocations" | "locationGrants" | "workGroup"
>;

/** Glue's tables, Athena's workgroups, and who Lake Formation lets at them, by calls that change nothing. */
export function catalogReader(
  glue = new GlueClient(CLIENT_DEFAULTS),
  athena = new AthenaClient(CLIENT_DEFAULTS),
  lake = new LakeFormationClient(CLIENT_DEFAULTS),
): CatalogReader {
  return {
    table: (database, name) =>
      probe({ permission: "glue:GetTable" }, async () => {
        const command = new GetTableCommand({ DatabaseName: database, Name: name });
        const { Table } = await glue.send(command);
        return {
          location: Table?.StorageDescriptor?.Location ?? "",
          keys: (Table?.PartitionKeys ?? []).map((key) => key.Name ?? ""),
          keyTypes: (Table?.PartitionKeys ?? []).map((key) => key.Type ?? ""),
          columns: (Table?.StorageDescriptor?.Columns ?? []).map(({ Name = "" }) => Name),
          parameters: Table?.Parameters ?? {},
          serde: Table?.StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? "",
          view: Table?.ViewOriginalText,
          link: Table?.TargetTable && nameOf(Table.TargetTable),
          // Glue follows a database that is a resource link, and names the table's own.
          elsewhere:
            Table?.DatabaseName === undefined || Table.DatabaseName === database ? undefined : nameOf(Table),
        };
      }),

    partitionIndexes: (database, table) =>
      probe({ permission: "glue:GetPartitionIndexes" }, async () => {
        // A table has three at most, which is less than a page.
        const command = new GetPartitionIndexesCommand({ DatabaseName: database, TableName: table });
        const { PartitionIndexDescriptorList = [] } = await glue.send(command);
        return PartitionIndexDescriptorList.map((index) => ({
          name: index.IndexName ?? "",
          keys: (index.Keys ?? []).map((key) => key.Name ?? ""),
          status: index.IndexStatus ?? "",
          failures: (index.BackfillErrors ?? []).map(({ Code = "" }) => Code),
        }));
      }),

    crawler: (name) =>
      probe({ permission: "glue:GetCrawler" }, async () => {
        const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: name }));
        return Crawler?.State ?? "";
      }),

    tableGrants: (database, name) =>
      probe({ permission: "lakeformation:ListPermissions" }, async () => [
        ...(await grantsOn(lake, { Table: { DatabaseName: database, Name: name } })),
        ...(await grantsOn(lake, { Table: { DatabaseName: database, TableWildcard: {} } })),
      ]),

    lakeLocations: () =>
      probe({ permission: "lakeformation:ListResources" }, async () => {
        const locations: string[] = [];
        for await (const page of paginateListResources({ client: lake }, {})) {
          locations.push(...(page.ResourceInfoList ?? []).map(({ ResourceArn = "" }) => ResourceArn));
        }
        return locations;
      }),

    locationGrants: (arn) =>
      probe({ permission: "lakeformation:ListPermissions" }, () =>
        grantsOn(lake, { DataLocation: { ResourceArn: arn } }),
      ),

    workGroup: (name) =>
      probe(
        {
          permission: "athena:GetWorkGroup",
          // Athena has no error of its own for it.
          isAbsent: (error, message) => error === "InvalidRequestException" && /not found/i.test(message),
        },
        async () => {
          const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: name }));
          const {
            EnforceWorkGroupConfiguration,
            BytesScannedCutoffPerQuery,
            EngineVersion,
            ManagedQueryResultsConfiguration,
            ResultConfiguration,
          } = WorkGroup?.Configuration ?? {};
          return {
            enabled: WorkGroup?.State !== "DISABLED",
            enforced: EnforceWorkGroupConfiguration === true,
            cutoff: BytesScannedCutoffPerQuery,
            engine: EngineVersion?.EffectiveEngineVersion ?? EngineVersion?.SelectedEngineVersion ?? "",
            keepsResults:
              ManagedQueryResultsConfiguration?.Enabled === true ||
              ResultConfiguration?.OutputLocation !== undefined,
          };
        },
      ),
  };
}

const nameOf = ({ CatalogId, DatabaseName, Name }: TableIdentifier) =>
  `table ${DatabaseName}.${Name} of account ${CatalogId}`;

async function grantsOn(client: LakeFormationClient, resource: Resource): Promise<readonly LakeGrant[]> {
  const grants: LakeGrant[] = [];
  for await (const page of paginateListPermissions({ client }, { Resource: resource })) {
    for (const { Principal, Permissions = [] } of page.PrincipalResourcePermissions ?? []) {
      grants.push({ principal: Principal?.DataLakePrincipalIdentifier ?? "", permissions: Permissions });
    }
  }
  return grants;
}
