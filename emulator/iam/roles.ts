/** Roles and their inline policies, as texts: nobody is refused anything here, so nobody reads what they say. */
import { AwsError } from "../wire/service.ts";

export interface Role {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  trust: string;
  /** Seconds. */
  maxSessionDuration: number;
  /** Documents by the policies' names. */
  readonly policies: Map<string, string>;
}

/** Characters of all inline policies of a role, white space aside (IAM User Guide, "IAM and AWS STS quotas"). */
const POLICY_CHARACTERS = 10_240;

export class Roles {
  /** By name in lower case: IAM tells no names apart by case alone. */
  readonly #roles = new Map<string, Role>();

  find(name: string): Role | undefined {
    return this.#roles.get(name.toLowerCase());
  }

  get(name: string): Role {
    const role = this.find(name);
    if (role !== undefined) return role;
    throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
  }

  create(role: Omit<Role, "policies">): Role {
    if (this.find(role.name) !== undefined) {
      throw new AwsError("EntityAlreadyExists", `Role with name ${role.name} already exists.`, 409);
    }
    const created = { ...role, policies: new Map<string, string>() };
    this.#roles.set(role.name.toLowerCase(), created);
    return created;
  }

  delete(name: string): void {
    if (this.get(name).policies.size > 0) {
      throw new AwsError("DeleteConflict", "Cannot delete entity, must delete policies first.", 409);
    }
    this.#roles.delete(name.toLowerCase());
  }

  policy(name: string, policy: string): string {
    const document = this.get(name).policies.get(policy);
    if (document !== undefined) return document;
    throw new AwsError("NoSuchEntity", `The role policy with name ${policy} cannot be found.`, 404);
  }

  putPolicy(name: string, policy: string, document: string): void {
    const { policies } = this.get(name);
    const all = new Map(policies).set(policy, checkDocument(document));
    const characters = [...all.values()].reduce((sum, text) => sum + text.replace(/\s/g, "").length, 0);
    if (characters > POLICY_CHARACTERS) {
      const message = `Maximum policy size of ${POLICY_CHARACTERS} bytes exceeded for role ${name}`;
      throw new AwsError("LimitExceeded", message, 409);
    }
    policies.set(policy, document);
  }

  deletePolicy(name: string, policy: string): void {
    this.policy(name, policy);
    this.get(name).policies.delete(policy);
  }
}

/** The document, if it is JSON of an object. */
export function checkDocument(document: string): string {
  try {
    const parsed: unknown = JSON.parse(document);
    if (typeof parsed === "object" && parsed !== null) return document;
  } catch {
    // refused below, as any other text that is no policy
  }
  throw new AwsError("MalformedPolicyDocument", "Syntax errors in policy.");
}
