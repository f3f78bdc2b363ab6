/** The whole proof: who may do what, who may not, why each wildcard is there, and that all of it could fail. */
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { type Rest, restOfAws } from "./catalogue.ts";
import { type Recording, recordJourneys } from "./journeys.ts";
import { judge } from "./judge.ts";
import { type Mutation, mutationsOf } from "./mutations.ts";
import { refusalsOf } from "./refused.ts";
import type { ForbiddenRequest } from "./refused-by-kind.ts";
import type { IamDecision } from "./simulator.ts";
import { reasonFor, type Wildcard, wildcardsOf } from "./wildcards.ts";
import { datasetsOf, type IamWorld, type NeededRequest, PLANS, type WorldPlan, worldOf } from "./world.ts";

export type Decided<Request> = Request & { readonly decision: IamDecision };

/** What is proved of one world. */
export interface Proof {
  readonly world: string;
  readonly allowed: readonly Decided<NeededRequest>[];
  readonly denied: readonly Decided<ForbiddenRequest>[];
  readonly wildcards: readonly (Wildcard & { readonly why: string | undefined })[];
  readonly mutations: readonly Mutation[];
}

/** Records what is asked for, once for each list of datasets, and judges every world. */
export async function prove(
  declared: readonly DeclaredDataset[],
  plans: readonly WorldPlan[] = PLANS,
): Promise<Proof[]> {
  const rest = await restOfAws();
  const recordings = new Map<boolean, Recording>();
  const kinds = new Set<string>();
  const proofs: Proof[] = [];
  for (const plan of plans) {
    const recording = recordings.get(plan.crawled) ?? (await recordJourneys(datasetsOf(plan, declared)));
    recordings.set(plan.crawled, recording);
    const world = worldOf(plan, declared, recording);
    proofs.push(await proveWorld(world, rest, newcomersOf(world, kinds)));
  }
  return proofs;
}

/** Roles and grants of a kind that was not seen before. Remembers their kinds. */
function newcomersOf({ site, permissions, grants }: IamWorld, kinds: Set<string>): ReadonlySet<string> {
  const names = [...permissions.roles, ...grants].map(({ name }) => name);
  const kindOf = (name: string) =>
    name.replace(`-${site.stage}-`, "-").replace(/(?<=-crawler-|^grant to ).*/, "");
  const fresh = names.filter((name, index) => {
    return !kinds.has(kindOf(name)) && names.findIndex((other) => kindOf(other) === kindOf(name)) === index;
  });
  for (const name of names) kinds.add(kindOf(name));
  return new Set(fresh);
}

export async function proveWorld(
  world: IamWorld,
  rest: Rest,
  newcomers: ReadonlySet<string>,
): Promise<Proof> {
  const refusals = refusalsOf(world, rest, newcomers);
  return {
    world: world.name,
    allowed: await decided(world.calls, world),
    denied: await decided(refusals, world),
    wildcards: wildcardsOf(world.permissions).map((wildcard) => ({
      ...wildcard,
      why: reasonFor(wildcard)?.why,
    })),
    mutations: await mutationsOf(world, refusals),
  };
}

async function decided<Request extends NeededRequest | ForbiddenRequest>(
  requests: readonly Request[],
  world: IamWorld,
): Promise<Decided<Request>[]> {
  const answers: Decided<Request>[] = [];
  for (const request of requests)
    answers.push({ ...request, decision: await judge(request.by, request, world) });
  return answers;
}

/** What is not as it must be, one sentence each. */
export function problemsOf({ world, allowed, denied, wildcards, mutations }: Proof): string[] {
  return [
    ...allowed
      .filter(({ decision }) => decision === "denied")
      .map(({ by, action, resource }) => `${world}: ${by} needs ${action} on ${resource}, and is denied it`),
    ...denied
      .filter(({ decision }) => decision === "allowed")
      .map(({ by, action, resource, what }) => `${world}: ${by} may ${action} on ${resource} (${what})`),
    ...wildcards
      .filter(({ why }) => why === undefined)
      .map(({ of, sid, pattern }) => `${world}: nobody says why ${sid} of ${of} has ${pattern}`),
    ...mutations.filter(({ seen, excuse }) => seen === undefined && excuse === undefined).map(unseen(world)),
  ];
}

const unseen =
  (world: string) =>
  ({ of, sid, change }: Mutation) =>
    `${world}: ${of}, ${sid}: ${change}, and no row notices`;
