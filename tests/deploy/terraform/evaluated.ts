import type { Document } from "../../../deploy/terraform/module.ts";

type Tree = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** A module's resources with the bucket put in and references followed, as far as its expressions go. */
export function evaluated(module: Document, bucket: string): Tree {
  const tree = module.resource as Tree;
  const text = (written: string): string =>
    written.replace(/([$%])\1\{|\$\{([^}]*)\}/g, (_, escaped: string | undefined, reference: string) => {
      if (escaped !== undefined) return `${escaped}{`;
      if (reference === "var.bucket") return bucket;
      const lookup = /^lookup\(var\.crawler_roles, "([^"]+)", "([^"]+)"\)$/.exec(reference);
      if (lookup !== null) return lookup[2]!;
      const [type, name, attribute] = reference.split(".");
      return text(String(tree[type!]![name!]![attribute!]));
    });
  return JSON.parse(JSON.stringify(tree), (_, value) => (typeof value === "string" ? text(value) : value));
}
