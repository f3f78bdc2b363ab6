import type { Resource, Resources } from "./cloudformation.ts";

/**
 * A template that makes neither databases nor tables, because a stack that is gone left them behind (deploy/tables.ts),
 * and that is whole otherwise. CloudFormation cannot take them back: it makes what a template names, and refuses a name
 * that is taken; and it imports only types whose schema has a handler to read them, which AWS::Glue::Table has not.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-supported-resources.html
 */
export function withoutCatalog(resources: Resources): Resources {
  const entries = Object.entries(resources);
  const left = Object.fromEntries(entries.filter(([, resource]) => isLeft(resource)));
  const rest = Object.fromEntries(
    entries.flatMap(([id, resource]) => (left[id] === undefined ? [[id, without(left, resource)]] : [])),
  );
  // What refers to a database uses its name instead.
  return JSON.parse(JSON.stringify(rest), (_, value) => {
    const database = isReference(value) ? left[value.Ref] : undefined;
    return database === undefined ? value : nameOf(database);
  });
}

/** Without waiting for what is there already. */
function without(left: Resources, { DependsOn = [], ...resource }: Resource): Resource {
  const waitsFor = DependsOn.filter((id) => left[id] === undefined);
  return waitsFor.length === 0 ? resource : { ...resource, DependsOn: waitsFor };
}

/** Views are made anew: they hold nothing, and go with their stack. */
const isLeft = ({ Type, Properties }: Resource) =>
  Type === "AWS::Glue::Database" ||
  (Type === "AWS::Glue::Table" &&
    (Properties.TableInput as { TableType: string }).TableType !== "VIRTUAL_VIEW");

const isReference = (value: unknown): value is { readonly Ref: string } =>
  typeof value === "object" && value !== null && "Ref" in value && typeof value.Ref === "string";

/** What Ref answers of a database or table. */
const nameOf = ({ Properties }: Resource) =>
  ((Properties.DatabaseInput ?? Properties.TableInput) as { readonly Name: string }).Name;
