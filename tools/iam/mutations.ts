/**
 * That the proof can fail, and that nothing is permitted which nothing needs: every statement is dropped, every action
 * and resource is taken out of it, and every one is widened. A row of the tables has to notice each.
 */
import { judge } from "./judge.ts";
import { type Policy, type Statement, withStatement } from "./policy.ts";
import type { ForbiddenRequest } from "./refused-by-kind.ts";
import type { AccessRequest } from "./request.ts";
import type { IamDecision } from "./simulator.ts";
import type { Role } from "./template.ts";
import type { IamWorld } from "./world.ts";

export interface Mutation {
  readonly of: string;
  readonly sid: string;
  /** "without s3:GetObject", "on every resource" */
  readonly change: string;
  /** The row that noticed: "glue:GetTable on …" */
  readonly seen: string | undefined;
  /** Why none does. */
  readonly excuse: string | undefined;
}

/** What is granted although nothing was recorded that needs it. */
export const EXCUSES: readonly { readonly of: RegExp; readonly change: RegExp; readonly why: string }[] = [
  {
    of: /-empty$/,
    change: /^without s3:DeleteObject$/,
    why: "the local stack lists versions of every bucket; AWS does not say which action the version null takes",
  },
  {
    of: /-validate$/,
    change: /without arn:aws:s3:::.*\/quality\/check_results\/\*$/,
    why: "the table of results lies below the prefix of results, which the same statement names",
  },
  {
    of: /-deregister$/,
    change: /^without arn:aws:glue:.*:(catalog|database\/\w+)$/,
    why: "RemovePartitions names the catalog and this database, too: what is only looked at shares them",
  },
];

/** Of whoever a template gives permissions to, and what they ask. */
type Asking = Pick<IamWorld, "permissions" | "grants" | "calls">;

export async function mutationsOf(world: Asking, refusals: readonly ForbiddenRequest[]): Promise<Mutation[]> {
  const mutations: Mutation[] = [];
  for (const role of world.permissions.roles) {
    const users = [
      role.name,
      ...world.grants.filter((grant) => grant.role === role.name).map(({ name }) => name),
    ];
    const calls = world.calls.filter(({ by }) => users.includes(by));
    const own = refusals.filter(({ by }) => users.includes(by));
    for (const statement of role.policy.Statement) {
      for (const { change, policy, expected } of changesOf(statement, role.policy)) {
        const rows = likelyFirst(expected === "denied" ? calls : own, statement);
        const seen = await firstSeen(rows, withPolicy(world, role, policy), expected);
        mutations.push({
          of: role.name,
          sid: statement.Sid,
          change,
          seen,
          excuse: excuseOf(role.name, change),
        });
      }
    }
  }
  return mutations;
}

type Row = AccessRequest & { readonly by: string };

interface Change {
  readonly change: string;
  readonly policy: Policy;
  /** What some row then comes to, though it must not. */
  readonly expected: IamDecision;
}

function changesOf(statement: Statement, policy: Policy): Change[] {
  if (statement.Effect === "Deny") return [dropped(statement, policy)];
  const { Sid, Action = [], Resource = [], Condition } = statement;
  const narrower = (change: string, replacement?: Statement): Change => {
    return { change, policy: withStatement(policy, Sid, replacement), expected: "denied" };
  };
  // Without the Denies, which stand behind what a role is allowed: each line has to hold by itself.
  const lines = only("Allow", policy);
  const wider = (change: string, replacement: Statement): Change => {
    return { change, policy: withStatement(lines, Sid, replacement), expected: "allowed" };
  };
  const without = (member: "Action" | "Resource", list: readonly string[]) =>
    list.length < 2
      ? []
      : list.map((one) =>
          narrower(`without ${one}`, { ...statement, [member]: list.filter((other) => other !== one) }),
        );
  const services = [...new Set(Action.map((action) => action.replace(/:.*/, ":*")))];
  return [
    narrower("without the statement"),
    ...without("Action", Action),
    ...without("Resource", Resource),
    wider("on every resource", { ...statement, Resource: ["*"] }),
    wider("any action of the service", { ...statement, Action: services }),
    ...(Condition === undefined ? [] : [wider("on any condition", unconditional(statement))]),
  ];
}

/** A Deny counts if it alone stands between the role and a policy that somebody attached one day. */
function dropped({ Sid }: Statement, policy: Policy): Change {
  const everything: Statement = { Sid: "Everything", Effect: "Allow", Action: ["*"], Resource: ["*"] };
  const left = withStatement(policy, Sid);
  return {
    change: "without the statement, beside a policy that allows all",
    policy: { ...left, Statement: [...left.Statement, everything] },
    expected: "allowed",
  };
}

const only = (effect: Statement["Effect"], policy: Policy): Policy => ({
  ...policy,
  Statement: policy.Statement.filter(({ Effect }) => Effect === effect),
});

function unconditional({ Condition: _, ...statement }: Statement): Statement {
  return statement;
}

function withPolicy(world: Asking, { name }: Role, policy: Policy): Asking {
  const roles = world.permissions.roles.map((role) => (role.name === name ? { ...role, policy } : role));
  return { ...world, permissions: { ...world.permissions, roles } };
}

/** Only rows of the statement's services can notice; those of its actions do so first. */
function likelyFirst(rows: readonly Row[], { Effect, Action = [] }: Statement): readonly Row[] {
  if (Effect === "Deny") return rows;
  const services = new Set(Action.map((action) => action.replace(/:.*/, "")));
  const near = rows.filter(({ action }) => services.has(action.replace(/:.*/, "")));
  return [
    ...near.filter(({ action }) => Action.includes(action)),
    ...near.filter(({ action }) => !Action.includes(action)),
  ];
}

async function firstSeen(rows: readonly Row[], world: Asking, expected: IamDecision) {
  for (const row of rows) {
    if ((await judge(row.by, row, world)) === expected) return `${row.action} on ${row.resource}`;
  }
  return undefined;
}

const excuseOf = (of: string, change: string) =>
  EXCUSES.find((excuse) => excuse.of.test(of) && excuse.change.test(change))?.why;
