/** What must hold in every story: nothing lost, nothing wrong, nothing in vain. */

import type { JsonObject, MessageAttributes } from "../../emulator/index.ts";
import { answerComplaints } from "./judge-answer.ts";
import type { CrawlJudge } from "./judge-crawl.ts";
import { createCrawlJudge } from "./judge-crawl.ts";
import { createdComplaints } from "./judge-created.ts";
import { parkedComplaints } from "./judge-parked.ts";
import type { HandlerAnswer } from "./product.ts";
import type { Delivery } from "./sent-messages.ts";
import type { Complaint, Invocation, SimulatedCrawl, World } from "./world.ts";

/** Complaints of one story that are kept. */
const KEPT = 20;

export class Judge {
  readonly complaints: Complaint[] = [];
  acknowledgements = 0;
  readonly #world: World;
  readonly #crawl: CrawlJudge;
  /** The latest receipt of each message, and by whom. */
  readonly #receipts = new Map<string, { readonly delivery: Delivery; readonly invocation: Invocation }>();

  constructor(world: World) {
    this.#world = world;
    this.#crawl = createCrawlJudge(world);
  }

  complain(kind: Complaint["kind"], what: string): void {
    if (this.complaints.length < KEPT) this.complaints.push({ kind, what });
    this.#world.trace(() => `!! ${kind}: ${what}`);
  }

  /** Partitions that came to be by a call of an invocation. */
  created(invocation: Invocation, input: Readonly<Record<string, unknown>>, answer: JsonObject): void {
    for (const what of createdComplaints(this.#world, invocation, input, answer))
      this.complain("wrong", what);
  }

  parked(invocation: Invocation, body: string, attributes: MessageAttributes): void {
    for (const what of parkedComplaints(this.#world, invocation, body, attributes))
      this.complain("wrong", what);
    invocation.parked.set(body, attributes.outcome?.StringValue ?? "");
  }

  crawlStarted(
    by: Invocation,
    dataset: string,
    last: SimulatedCrawl | undefined,
    successes: readonly number[],
  ): void {
    for (const what of this.#crawl.started(by, dataset, last, successes)) this.complain("waste", what);
  }

  answered(invocation: Invocation, answer: HandlerAnswer): void {
    for (const delivery of invocation.deliveries) this.#receipts.set(delivery.id, { delivery, invocation });
    for (const [kind, what] of answerComplaints(this.#world, invocation, answer)) this.complain(kind, what);
  }

  threw(invocation: Invocation, error: unknown): void {
    this.complain("wrong", `${invocation.name} threw ${error}`);
  }

  /** Lambda deletes a message: nothing may hang on it any more. */
  acknowledged(id: string): void {
    this.acknowledgements++;
    const receipt = this.#receipts.get(id);
    if (receipt === undefined) {
      this.complain("lost", `${id} was deleted and never received`);
      return;
    }
    const { delivery, invocation } = receipt;
    const complaints =
      invocation.of === "crawl"
        ? this.#crawl.acknowledged(invocation, delivery)
        : this.#registered(invocation, delivery);
    for (const what of complaints) this.complain("lost", what);
  }

  /** Every object of an acknowledged message was in Glue at its Location after its receipt, or its message is parked. */
  #registered(invocation: Invocation, { id, message, receivedAt }: Delivery): string[] {
    const isParked = invocation.parked.has(message.body);
    const complaints: string[] = [];
    for (const record of message.records) {
      if (record.kind === "ignored") continue;
      const lost = (why: string) => complaints.push(`${invocation.name} acknowledged ${id}: ${why}`);
      if (record.kind === "malformed") {
        if (!isParked) lost("it is malformed and not parked");
        continue;
      }
      const { object } = record;
      const { expected } = object.made;
      if (isParked || expected.kind === "ignored") {
        object.isSettled = true;
        continue;
      }
      const { strategy } = invocation.deployment.datasets.find(({ name }) => name === expected.dataset)!;
      if (expected.kind === "unplaceable") {
        if (strategy === "project") object.isSettled = true;
        else lost(`object ${object.id} cannot be placed, and it is not parked`);
        continue;
      }
      const table = this.#world.tableOf(expected.dataset);
      const isHeld = this.#world.ledger.held(table, expected.values, expected.location, receivedAt);
      if (strategy === "project" || (strategy === "register" && isHeld)) object.isSettled = true;
      else lost(`object ${object.id} is in no partition, and it is not parked`);
    }
    return complaints;
  }

  /** When all is over. */
  conclude(isQuiet: boolean): void {
    const { queues, lake, timeline, crawls } = this.#world;
    const left = queues.register.messages().length + queues.crawl.messages().length;
    if (timeline.isEndless) this.complain("waste", "the story has no end");
    if (!isQuiet) this.complain("lost", `${left} messages are never done with`);
    for (const what of this.#crawl.conclude()) this.complain("lost", what);
    crawls.refresh();
    const parked = new Set(this.#world.messagesOf("parking").flatMap(({ records }) => records));
    const parkedObjects = new Set(
      [...parked].flatMap((record) => (record.kind === "created" ? [record.object] : [])),
    );
    for (const object of lake.objects) {
      const { expected } = object.made;
      if (object.isSettled || expected.kind === "ignored" || parkedObjects.has(object)) continue;
      this.complain("lost", `nothing came of object ${object.id} ${JSON.stringify(object.made.key)}`);
    }
  }
}
