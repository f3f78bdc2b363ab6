import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import type { Resource, Resources } from "../cloudformation.ts";
import { readDeployment } from "../deployment.ts";
import { hasOwner } from "../owner.ts";
import { writtenTemplate } from "../resources.ts";
import type { TerraformReferences } from "./expression.ts";
import { COUNTERPARTS, type Counterpart } from "./shapes.ts";

/** What of a stage's template has an owner, and all of the template, to which it may refer. */
export interface TerraformCatalog {
  readonly stage: string;
  readonly owned: readonly Owned[];
  readonly template: Resources;
}

export interface Owned {
  /** Its logical id in the template, and its name in Terraform. */
  readonly id: string;
  readonly resource: Resource;
  readonly counterpart: Counterpart;
}

/** Stands for the bucket, as if it were a parameter of the template. */
const BUCKET = "Bucket";

/**
 * The template of a stage whose tables are the stack's, so that both say the same. Throws a ConfigurationError for a
 * stage that cannot be.
 */
export function catalogOf(datasets: readonly DeclaredDataset[], stage: string): TerraformCatalog {
  const deployment = readDeployment({ stage, bucket: "any-bucket", alarmEmail: "" });
  const { Resources: template } = writtenTemplate(datasets, { ...deployment, bucket: `\${${BUCKET}}` });
  const owned = Object.entries(template).flatMap(([id, resource]) =>
    hasOwner(resource) ? [{ id, resource, counterpart: COUNTERPARTS[resource.Type]! }] : [],
  );
  return { stage, owned, template };
}

export const addressOf = ({ id, counterpart }: Owned) => `${counterpart.type}.${id}`;

/** Its name in AWS: literal, except for a table's, of which Glue knows many by one name. */
export function nameOf({ Properties }: Resource): string {
  const { Name, DatabaseInput, TableInput } = Properties as {
    readonly Name?: string;
    readonly DatabaseInput?: { readonly Name: string };
    readonly TableInput?: { readonly Name: string };
  };
  return (Name ?? DatabaseInput?.Name ?? TableInput?.Name)!;
}

/** By which the module's resources refer to one another, to what the stack has, and to the module's variables. */
export function referencesOf({ owned, template }: TerraformCatalog): TerraformReferences {
  return {
    ref(id) {
      const other = owned.find((one) => one.id === id);
      if (other === undefined) throw new Error(`${id} stays in the stack, and cannot be referred to`);
      return `${addressOf(other)}.name`;
    },
    arnOf(id) {
      const { Type, Properties } = template[id]!;
      if (Type !== "AWS::IAM::Role") throw new Error(`the ARN of ${id} is not known in Terraform`);
      // By name, which the provider takes for an ARN: no account has to be known.
      const name = JSON.stringify(Properties.RoleName);
      return `lookup(var.crawler_roles, ${name}, ${name})`;
    },
    variable(name) {
      if (name === BUCKET) return "var.bucket";
      throw new Error(`${name} is not known in Terraform`);
    },
  };
}
