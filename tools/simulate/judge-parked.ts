/** Does a message belong into the parking queue, for the reason that it is given? */
import type { MessageAttributes } from "../../emulator/index.ts";
import type { Delivery, SentRecord } from "./sent-messages.ts";
import type { Invocation, World } from "./world.ts";

/** The longest that a crawler may have been missing before its crawl request is parked, in milliseconds. */
const GRACE = 20 * 60_000;

export function parkedComplaints(
  world: World,
  invocation: Invocation,
  body: string,
  { outcome, reason, "first-seen": firstSeen }: MessageAttributes,
): string[] {
  const deliveries = invocation.deliveries.filter(({ message }) => message.body === body);
  const [delivery] = deliveries;
  const named = `${invocation.name} parked ${delivery?.id ?? "what it was not sent"}`;
  if (delivery === undefined) return [`${named}: ${body.slice(0, 100)}`];
  const problems: string[] = [];
  const kind = outcome?.StringValue ?? "";
  if ((reason?.StringValue ?? "").length < 10) problems.push("without a reason");
  if (delivery.message.request === undefined && !isFirstSeen(deliveries, firstSeen?.StringValue)) {
    problems.push(`as first seen at ${firstSeen?.StringValue}`);
  }
  if (!reasonsFor(world, invocation, delivery).has(kind))
    problems.push(`as ${JSON.stringify(kind)}, which it is not`);
  return problems.map((problem) => `${named} ${problem} (${reason?.StringValue?.slice(0, 120)})`);
}

/** Copies of an event have one body. */
function isFirstSeen(deliveries: readonly Delivery[], told: string | undefined): boolean {
  return deliveries.some(({ message }) => String(message.firstSeen) === told);
}

/** As what a message may be parked; of its records the first in precedence decides. */
function reasonsFor(
  world: World,
  invocation: Invocation,
  { message, receivedAt }: Delivery,
): ReadonlySet<string> {
  if (message.request !== undefined) return reasonsForRequest(world, invocation, message.request.dataset);
  const all = message.records.map((record) => reasonsOf(world, invocation, record, receivedAt));
  const certain = [
    "malformed",
    "rejected INVALID_INPUT",
    "conflict",
    "uncrawlable NO_CRAWLER",
    "unplaceable",
  ];
  const found = all.map((reasons) => reasons.certain);
  const first = certain.findIndex((kind) => found.includes(kind));
  const lighter = first < 0 ? [] : certain.slice(first + 1);
  const possible = all.flatMap((reasons) => [...reasons.possible, reasons.certain ?? ""]);
  return new Set(possible.filter((kind) => kind !== "" && !lighter.includes(kind)));
}

interface Reasons {
  readonly certain: string | undefined;
  readonly possible: readonly string[];
}

function reasonsOf(world: World, invocation: Invocation, record: SentRecord, receivedAt: number): Reasons {
  const certainly = (certain: string | undefined): Reasons => ({ certain, possible: [] });
  if (record.kind === "malformed") return certainly("malformed");
  const isCrawl = invocation.of === "crawl";
  if (record.kind === "ignored") return certainly(undefined);
  const { expected } = record.object.made;
  const named =
    expected.kind === "ignored"
      ? undefined
      : invocation.deployment.datasets.find(({ name }) => name === expected.dataset);
  const isOwn = named === undefined || named.strategy === (isCrawl ? "crawl" : "register");
  if (expected.kind === "ignored" || !isOwn) {
    if (isCrawl) return { certain: undefined, possible: ["uncrawlable NO_CRAWLER"] };
    return {
      certain: undefined,
      possible:
        isOwn && expected.kind === "ignored" ? kindsOfForeign(world, invocation, record) : ["unplaceable"],
    };
  }
  if (expected.kind === "unplaceable") return certainly("unplaceable");
  if (isCrawl) return certainly(undefined);
  const table = world.tableOf(expected.dataset);
  const possible = world.ledger.heldElsewhere(table, expected.values, expected.location, receivedAt)
    ? ["conflict"]
    : [];
  if (expected.isPoison) possible.push("rejected INVALID_INPUT");
  return { certain: undefined, possible };
}

/** An object that is no data, of a dataset that a crawler looks after, is of another function all the same. */
function kindsOfForeign(_: World, { deployment }: Invocation, record: SentRecord): string[] {
  if (record.kind !== "created") return [];
  const { key, bucket } = record.object.made;
  if (bucket === "somebody-elses") return [];
  return deployment.datasets.some(({ prefix, strategy }) => strategy === "crawl" && key.startsWith(prefix))
    ? ["unplaceable"]
    : [];
}

function reasonsForRequest(
  world: World,
  { deployment, faults }: Invocation,
  dataset: string,
): ReadonlySet<string> {
  const { crawls, timeline } = world;
  const kinds = new Set<string>();
  if (deployment.datasets.find(({ name }) => name === dataset)?.strategy !== "crawl")
    kinds.add("uncrawlable NO_CRAWLER");
  if (crawls.failuresInARow(dataset) >= 3) kinds.add("uncrawlable CRAWLER_FAILING");
  if (timeline.now() - crawls.missingUntil < GRACE) kinds.add("uncrawlable CRAWLER_NOT_FOUND");
  if (faults > 0) kinds.add("uncrawlable ACCESS_DENIED");
  return kinds;
}
