/** What must hold in every story about upkeep. */
import type { JsonObject, MessageAttributes } from "../../../emulator/index.ts";
import type { Undone } from "../../../operate/reconcile/undo.ts";
import type { UndoEntry } from "../../../operate/reconcile/undo-entries.ts";
import { RegistrarError } from "../../../shared/runtime/errors.ts";
import type { Delivery } from "../sent-messages.ts";
import type { Complaint, Invocation } from "../world.ts";
import type { RunListener } from "./functions.ts";
import { MessageJudge, meaningOf, timeOf } from "./judge-messages.ts";
import { RunJudge } from "./judge-runs.ts";
import { type JudgedActs, WriteJudge } from "./judge-writes.ts";
import { byKey, type Version } from "./partition-history.ts";
import { contentOf, UndoBook } from "./undo-book.ts";
import type { UpkeepWorld } from "./world.ts";

/** Complaints of one story that are kept. */
const KEPT = 20;
const DRIFT = /^stock-trades-platform\/reconcile\/drift\/[^/]+\/(\w+)\.json$/;

export class UpkeepJudge {
  readonly complaints: Complaint[] = [];
  acknowledgements = 0;
  readonly #world: UpkeepWorld;
  readonly #book = new UndoBook();
  readonly #writes: WriteJudge;
  readonly #messages: MessageJudge;
  readonly #runs: RunJudge;
  /** The latest receipt of each message, and by whom. */
  readonly #receipts = new Map<string, { readonly delivery: Delivery; readonly invocation: Invocation }>();

  constructor(world: UpkeepWorld, acts: JudgedActs) {
    this.#world = world;
    this.#writes = new WriteJudge(world, this.#book, acts);
    this.#messages = new MessageJudge(world);
    this.#runs = new RunJudge(world);
  }

  complain(kind: Complaint["kind"], what: string): void {
    if (this.complaints.length < KEPT) this.complaints.push({ kind, what });
    this.#world.trace(() => `!! ${kind}: ${what}`);
  }

  done(
    invocation: Invocation,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    answer: JsonObject,
  ): void {
    for (const what of this.#writes.done(invocation, operation, input, answer)) this.complain("wrong", what);
  }

  written(invocation: Invocation, key: string, text: string): void {
    const doomed = this.#book.read(invocation, key, text, this.#world.timeline.now());
    if (doomed.length > 0) this.#world.races.writtenDown(doomed);
    const dataset = DRIFT.exec(key)?.[1];
    if (dataset === undefined) return;
    this.#messages.handOn(dataset, timeOf(JSON.parse(text).scheduled));
  }

  /** Who hears of what an invocation of the reconcile function does. */
  runsOf(invocation: Invocation): RunListener {
    return {
      began: (body) => {
        const said = meaningOf(body);
        if (said?.kind === "run" && said.dataset !== undefined)
          this.#runs.began(said.dataset, said.time, this.#world.timeline.now());
      },
      ended: (message, report) => {
        for (const what of this.#runs.ended(invocation, message, report)) this.complain("lost", what);
        if (report.end === "goes on" || report.end === "elsewhere") return;
        // Its record may have given way to that of another run.
        this.#messages.handOn(message.dataset, timeOf(message.at));
      },
    };
  }

  /** Did a version come between a read of ours and the delete of what was read? A reconcile puts that right. */
  isUnnoticed(version: Version): boolean {
    return this.#writes.unnoticed.has(version);
  }

  sent(body: string): void {
    this.#messages.sent(body);
  }

  parked(invocation: Invocation, body: string, attributes: MessageAttributes): void {
    invocation.parked.set(body, attributes.outcome?.StringValue ?? "");
    if ((attributes.reason?.StringValue ?? "").length < 10)
      this.complain("wrong", `${invocation.name} parked without a reason`);
  }

  answered(invocation: Invocation): void {
    for (const delivery of invocation.deliveries) this.#receipts.set(delivery.id, { delivery, invocation });
  }

  threw(invocation: Invocation, error: unknown): void {
    this.#world.trace(() => `${invocation.name} ends with ${error}`);
    const isOurs = error instanceof RegistrarError && ["reconcile", "command"].includes(invocation.of);
    // What was removed of a table that was made anew with its keys in another order is a person's affair.
    const isExpected =
      isOurs && (invocation.startedAt <= this.#world.calmSince || error.code === "TABLE_KEYS_DIFFER");
    if (!isExpected)
      this.complain("wrong", `${invocation.name} threw ${error} ${(error as Error).stack ?? ""}`);
  }

  acknowledged(id: string): void {
    this.acknowledgements++;
    const receipt = this.#receipts.get(id);
    const problems =
      receipt === undefined
        ? [`${id} was deleted and never received`]
        : this.#messages.acknowledged(receipt.invocation, receipt.delivery);
    for (const what of problems) this.complain("lost", what);
  }

  /** An undo has ended: whatever its records hold is there again as it was, or told as trouble. */
  undone({ keys, id }: UndoEntry, { restored, troubles }: Undone, since: number): void {
    const told = new Set(troubles.map(({ location }) => location));
    const named = new Set(restored.map(({ location }) => location));
    for (const key of keys) {
      const { database, table, keys: names, partitions } = JSON.parse(this.#world.bucket.get(key)!.text);
      for (const { values, location, input } of partitions) {
        if (told.has(location)) continue;
        const versions = this.#world.history.since(`${database}.${table}`, byKey(names, values), since);
        const isBack = named.has(location)
          ? versions.some(({ record }) => contentOf(record) === contentOf(input))
          : versions.length > 0;
        if (!isBack) this.complain("wrong", `undo ${id} did not bring back ${values} of ${table}`);
      }
    }
  }
}
