/** S3: objects are written, overwritten and deleted, and told of at least once, in no order, in three envelopes. */
import { bySns, EventBodies } from "./event-bodies.ts";
import { type MadeKey, makeKey } from "./keys.ts";
import type { SentRecord, WrittenObject } from "./sent-messages.ts";
import type { World } from "./world.ts";

const SECOND = 1000;

/** Bodies that are no event, and what they are. */
const ODDITIES: readonly (readonly [string, SentRecord["kind"]])[] = [
  ["{", "malformed"],
  ["null", "malformed"],
  ["[]", "malformed"],
  ['{"Records":[]}', "malformed"],
  ['{"Records":[{"eventSource":"aws:sns"}]}', "malformed"],
  ['{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"stock-trades-data"}', "ignored"],
  ['{"Type":"SubscriptionConfirmation","TopicArn":"arn:aws:sns:us-east-1:1:t","Token":"x"}', "malformed"],
  ['{"source":"aws.s3","detail-type":"Object Tags Added","detail":{}}', "ignored"],
  ['{"source":"aws.s3","detail-type":"Object Copied"}', "malformed"],
];

export class SimulatedLake {
  readonly #world: World;
  readonly #bodies: EventBodies;
  readonly objects: WrittenObject[] = [];

  constructor(world: World, offset: number) {
    this.#world = world;
    this.#bodies = new EventBodies(world.timeline, world.chance, offset);
    this.offset = offset;
  }

  readonly offset: number;

  /** Anything that a writer does. */
  write(): void {
    const { chance } = this.#world;
    const turn = chance.number();
    const old = this.objects.length > 0 ? chance.pick(this.objects) : undefined;
    const made = turn < 0.25 && old !== undefined ? old.made : this.#make();
    if (turn < 0.05) this.#odd();
    else if (turn < 0.12 && old !== undefined) this.#remove(old.made);
    else if (turn > 0.85) this.#several([made, this.#make(), this.#make()]);
    else this.#tell(this.#put(made), made.key);
  }

  /** A job that rewrites what it has: an object of the dataset is written once more. */
  rewrite(dataset: string): void {
    const own = this.objects.filter(
      ({ made: { expected } }) => expected.kind === "data" && expected.dataset === dataset,
    );
    if (own.length === 0) return;
    const { made } = this.#world.chance.pick(own);
    this.#tell(this.#put(made), made.key);
  }

  /** Most objects of a story are of few datasets, so that they meet. */
  #make(): MadeKey {
    const { chance, deployed, favourites } = this.#world;
    const favoured = deployed.datasets.filter(({ name }) => favourites.includes(name));
    return makeKey(chance, chance.happens(0.85) ? favoured : deployed.datasets);
  }

  /** The body of one event, in an envelope, and what it says. */
  #put(made: MadeKey): { readonly body: string; readonly record: SentRecord } {
    const { timeline, chance } = this.#world;
    const writtenAt = timeline.now();
    const told = writtenAt + this.offset;
    const object = { id: this.objects.length, made, writtenAt, told, isSettled: false };
    this.objects.push(object);
    this.#world.trace(() => `S3 object ${object.id} ${JSON.stringify(made.key)} is written`);
    const name = chance.pick([
      "ObjectCreated:Put",
      "ObjectCreated:Copy",
      "ObjectCreated:CompleteMultipartUpload",
    ] as const);
    const body = this.#bodies.of(name, made);
    const content = JSON.parse(body);
    const time: string = content.time ?? content.Records[0].eventTime;
    const archived = content.time !== undefined && chance.happens(0.1);
    const record: SentRecord = { kind: "created", object, time, archived };
    return { body: archived ? JSON.stringify({ ...content, "replay-name": "again" }) : body, record };
  }

  #tell({ body, record }: { readonly body: string; readonly record: SentRecord }, key: string): void {
    const { chance } = this.#world;
    const turn = chance.number();
    if (turn < 0.15) this.#send(bySns(body), [record], key);
    else if (turn < 0.25 && body.startsWith('{"Records"')) {
      // "%3D" for "=", "%20" for " ": other writers of events do so, and it reads the same.
      const other = body.replace(/"key":"[^"]*"/, (text) =>
        text.replaceAll("+", "%20").replaceAll("/", "%2F"),
      );
      this.#world.fault("event's key form-encoded otherwise");
      this.#send(other, [record], key);
    } else this.#send(body, [record], key);
  }

  /** One message of several records: S3 does not promise one each. */
  #several(all: readonly MadeKey[]): void {
    const told = all.map((made) => this.#put(made));
    const notified = told.filter(({ body }) => body.startsWith('{"Records"'));
    for (const one of told) if (!notified.includes(one)) this.#tell(one, keyOf(one.record));
    if (notified.length === 0) return;
    const Records = notified.flatMap(({ body }) => JSON.parse(body).Records);
    const body = JSON.stringify({ Records });
    this.#send(
      body,
      notified.map(({ record }) => record),
      keyOf(notified[0]!.record),
    );
  }

  #remove(made: MadeKey): void {
    const body = this.#bodies.of("ObjectRemoved:Delete", made);
    const marked = this.#world.chance.happens(0.4);
    this.#world.trace(() => `S3 ${JSON.stringify(made.key)} is deleted${marked ? ", by a marker" : ""}`);
    const shown = marked ? body.replace("ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated") : body;
    this.#send(shown, [{ kind: "ignored" }], made.key);
  }

  #odd(): void {
    const [body, kind] = this.#world.chance.pick(ODDITIES);
    this.#send(body, [{ kind } as SentRecord], "");
  }

  /** At least once: late, twice. Where it goes is decided by the key, as it is deployed now. */
  #send(body: string, records: readonly SentRecord[], key: string): void {
    const world = this.#world;
    const { chance, timeline, weather } = world;
    const copies = world.strikes(weather.delivery) ? 2 : 1;
    if (copies > 1) world.fault("event delivered twice");
    const queue = world.queueOf(key);
    for (let copy = 0; copy < copies; copy++) {
      const isLate = world.strikes(weather.delivery);
      if (isLate) world.fault("event delivered late");
      world.untold++;
      timeline.after(isLate ? chance.between(0, 90 * SECOND) : chance.between(100, 3 * SECOND), () => {
        world.untold--;
        world.send(queue, body, { records, shuffled: true });
      });
    }
  }
}

function keyOf(record: SentRecord): string {
  return record.kind === "created" ? record.object.made.key : "";
}
