/** Does an invocation answer for every message, return what failed for a cause, and make few calls? */

import { claimsOf } from "./judge-created.ts";
import type { HandlerAnswer } from "./product.ts";
import type { Complaint, Invocation, World } from "./world.ts";

/** Whoever looks at a table may have read it this long ago, in milliseconds. */
const REMEMBERED = 120_000;

const KINDS = {
  register: [
    "registered",
    "already there",
    "conflict",
    "rejected",
    "ignored",
    "unplaceable",
    "malformed",
    "failed",
  ],
  crawl: [
    "covered",
    "crawl started",
    "waiting",
    "uncrawlable",
    "ignored",
    "unplaceable",
    "malformed",
    "failed",
  ],
};

export function answerComplaints(
  world: World,
  invocation: Invocation,
  { report, response }: HandlerAnswer,
): [Complaint["kind"], string][] {
  if (report === undefined) return [["wrong", `${invocation.name} tells of nothing`]];
  const complaints: [Complaint["kind"], string][] = [];
  const wrong = (what: string) => complaints.push(["wrong", `${invocation.name} ${what}`]);
  const ids = invocation.deliveries.map(({ id }) => id);
  if (report.results.map(({ id }) => id).join() !== ids.join()) wrong("does not tell of each message once");
  const odd = report.results.find(({ outcome }) => !kindsOf(invocation).includes(outcome.kind));
  if (odd !== undefined) wrong(`ended ${odd.id} as ${odd.outcome.kind}`);
  const failed = report.results.filter(({ outcome }) => outcome.kind === "failed");
  const returned = response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  if (
    failed
      .map(({ id }) => id)
      .sort()
      .join() !== [...returned].sort().join()
  )
    wrong("returns other messages than failed");
  const [first] = failed;
  if (first !== undefined && !isExcused(world, invocation)) {
    wrong(`failed ${first.id} without a cause: ${JSON.stringify(first.outcome)}`);
  }
  if ("registered" in report) for (const what of registeredComplaints(world, invocation, report)) wrong(what);
  else for (const what of crawlComplaints(report)) wrong(what);
  if (invocation.calls > most(invocation)) {
    complaints.push([
      "waste",
      `${invocation.name} made ${invocation.calls} calls of Glue, ${most(invocation)} at most`,
    ]);
  }
  return complaints;
}

const kindsOf = ({ of }: Invocation): readonly string[] => KINDS[of === "crawl" ? "crawl" : "register"];

function isExcused(world: World, invocation: Invocation): boolean {
  if (invocation.excuses > 0 || world.lastAct >= invocation.startedAt - REMEMBERED) return true;
  return claimsOf(invocation).some(({ expected }) => !world.ledger.isUsable(world.tableOf(expected.dataset)));
}

function registeredComplaints(
  world: World,
  invocation: Invocation,
  report: Extract<NonNullable<HandlerAnswer["report"]>, { readonly registered: unknown }>,
): string[] {
  const problems: string[] = [];
  const { created, excuses } = invocation;
  const told = report.registered.length;
  // What was created while a table got its keys in another order comes again, and is told of then.
  const isCertain = excuses === 0 && !hasReorderedTable(world, invocation);
  if (told > created || (isCertain && told < created))
    problems.push(`registered ${created} and tells of ${told}`);
  const kinds = new Set(report.results.map(({ outcome }) => outcome.kind));
  if (kinds.has("registered") && told === 0) problems.push("tells of registrations and counts none");
  if (
    kinds.has("conflict") !== report.conflicts.length > 0 &&
    !kinds.has("failed") &&
    !kinds.has("malformed") &&
    !kinds.has("rejected")
  ) {
    problems.push(`counts ${report.conflicts.length} conflicts`);
  }
  for (const { latency } of report.registered) {
    const age = world.timeline.now() - Math.min(...claimsOf(invocation).map(({ time }) => Date.parse(time)));
    if (latency !== undefined && (latency < 0 || latency > age + 5_000))
      problems.push(`tells of a latency of ${latency}`);
  }
  return problems;
}

/** Did a table that objects of the batch are for get its keys in another order since the batch was received? */
function hasReorderedTable(world: World, invocation: Invocation): boolean {
  return claimsOf(invocation).some(({ expected }) => {
    const versions = world.ledger.versions(world.tableOf(expected.dataset), invocation.startedAt);
    return new Set(versions.map(({ keys }) => keys.join())).size > 1;
  });
}

function crawlComplaints(
  report: Extract<NonNullable<HandlerAnswer["report"]>, { readonly crawlsStarted: number }>,
): string[] {
  const problems: string[] = [];
  if (report.ages.some((age) => Number.isNaN(age))) problems.push("tells of no age");
  if (report.covered.some(({ latency }) => latency !== undefined && !(latency >= 0)))
    problems.push("tells of no latency");
  if (report.crawlsStarted === 0 && report.results.some(({ outcome }) => outcome.kind === "crawl started")) {
    problems.push("counts no crawl that it started");
  }
  return problems;
}

/**
 * The longest way without a fault: GetTable, create, a look at what was there before, a look at what is known; what was
 * dropped meanwhile is created, and looked at if somebody was faster; GetTable for the order of the keys.
 */
const CALLS_OF_A_TABLE = 7;

/** Calls that a batch may cost. */
function most(invocation: Invocation): number {
  const { faults, deliveries, deployment, of } = invocation;
  if (of === "crawl")
    return 3 * deployment.datasets.filter(({ strategy }) => strategy === "crawl").length + 2 * faults;
  const claims = claimsOf(invocation);
  const tables = new Set(claims.map(({ expected }) => expected.dataset)).size;
  const halves = faults > 0 || claims.some(({ expected }) => expected.isPoison) ? 6 * deliveries.length : 0;
  return CALLS_OF_A_TABLE * tables + 4 * faults + halves;
}
