import { withoutCatalog } from "./adoption.ts";
import type { Resource, Resources } from "./cloudformation.ts";

/**
 * Who owns what Athena looks at: databases, tables, views, crawlers, workgroups and their queries. Functions, queues and
 * roles are the stack's in any case; they name what they use, and refer to nothing of it.
 */
export const OWNERS = {
  stack: "the stack makes and removes them",
  retained:
    "the stack makes them, and leaves them behind when they leave it: the step before another takes over",
  external: "somebody else does, such as the module of `registrar export terraform`",
  adopted: "databases and tables are there, left behind by a stack; the stack makes and removes the rest",
} as const;

export type Owner = keyof typeof OWNERS;

/** The types that have an owner, and whether another owner can take over what is there already. */
const OWNED: Readonly<Record<string, { readonly canBeTakenOver: boolean }>> = {
  "AWS::Glue::Database": { canBeTakenOver: true },
  "AWS::Glue::Table": { canBeTakenOver: true },
  "AWS::Glue::Crawler": { canBeTakenOver: true },
  "AWS::Athena::WorkGroup": { canBeTakenOver: true },
  // Known by an id that Athena makes up. Whoever takes over writes them anew.
  "AWS::Athena::NamedQuery": { canBeTakenOver: false },
};

/** A template's resources as their owner wants them. */
export function ownedBy(owner: Owner, resources: Resources): Resources {
  if (owner === "stack") return resources;
  if (owner === "adopted") return withoutCatalog(resources);
  const entries = Object.entries(resources);
  return Object.fromEntries(
    owner === "external"
      ? entries.filter(([, resource]) => !hasOwner(resource))
      : entries.map(([id, resource]) => [id, canBeTakenOver(resource) ? retained(resource) : resource]),
  );
}

export const hasOwner = ({ Type }: Resource) => OWNED[Type] !== undefined;

export const canBeTakenOver = ({ Type }: Resource) => OWNED[Type]?.canBeTakenOver === true;

/**
 * Except that what a failed deployment made goes again.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
 */
const retained = (resource: Resource): Resource => ({
  ...resource,
  DeletionPolicy: "RetainExceptOnCreate",
  UpdateReplacePolicy: "Retain",
});
