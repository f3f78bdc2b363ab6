/** Policies as JSON, with lists where IAM takes a text or a list. */

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

interface Document {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

const LISTS = ["Action", "NotAction", "Resource", "NotResource"] as const;

/** A statement without a Sid is named by its place: "#2". */
export function policyOf(document: unknown): Policy {
  const { Statement } = document as Document;
  return {
    Version: "2012-10-17",
    Statement: Statement.map((statement, index) => {
      const lists = LISTS.filter((member) => statement[member] !== undefined);
      return {
        ...statement,
        Sid: statement.Sid ?? `#${index + 1}`,
        ...Object.fromEntries(lists.map((member) => [member, [statement[member]].flat()])),
      } as Statement;
    }),
  };
}

/** The policy with one of its statements replaced, or without it. */
export function withStatement(policy: Policy, sid: string, replacement?: Statement): Policy {
  return {
    ...policy,
    Statement: policy.Statement.flatMap((statement) => {
      if (statement.Sid !== sid) return [statement];
      return replacement === undefined ? [] : [replacement];
    }),
  };
}
