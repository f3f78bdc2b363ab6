import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { clientConfig, type Emulator, startEmulator } from "../../emulator/index.ts";

let emulator: Emulator;
let events: EventBridgeClient;

beforeAll(async () => {
  emulator = await startEmulator();
  events = new EventBridgeClient(clientConfig(emulator));
});

afterAll(async () => {
  events.destroy();
  await emulator.close();
});

const put = (detail: object, Source = "orders") =>
  events.send(
    new PutEventsCommand({
      Entries: [{ Source, DetailType: "Order Placed", Detail: JSON.stringify(detail) }],
    }),
  );

async function rule(Name: string, detail: object, Arn: string, more: Partial<Target> = {}): Promise<void> {
  const EventPattern = JSON.stringify({ source: ["orders"], detail });
  await events.send(new PutRuleCommand({ Name, EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "one", Arn, ...more }] }));
}

test("a rule hands the events that its pattern matches to a queue, a topic and a function, and no other", async () => {
  const queue = emulator.sqs.create("orders", {});
  const topic = emulator.sns.create("orders");
  const heard: unknown[] = [];
  const lambda = "arn:aws:lambda:us-east-1:000000000000:function:orders";
  emulator.events.connectFunction(lambda, (event) => heard.push(event));
  await rule("to-queue", { kind: ["book"] }, queue.arn);
  await rule("to-topic", { kind: [{ "anything-but": ["book"] }] }, topic);
  await rule("to-function", { kind: [{ prefix: "b" }] }, lambda);
  for (const kind of ["book", "bread", "car"]) await put({ kind });
  await put({ kind: "book" }, "others");
  const kindOf = (text: string) => (JSON.parse(text) as { detail: { kind: string } }).detail.kind;
  expect(queue.messages().map(({ body }) => kindOf(body))).toEqual(["book"]);
  expect(emulator.sns.published(topic).map(({ message }) => kindOf(message))).toEqual(["bread", "car"]);
  expect(heard).toMatchObject([{ detail: { kind: "book" } }, { detail: { kind: "bread" } }]);
  expect(JSON.parse(queue.messages()[0]!.body)).toMatchObject({
    version: "0",
    source: "orders",
    "detail-type": "Order Placed",
    region: emulator.region,
  });
});

test("an entry that is wrong fails alone, in an answer that is none of an error", async () => {
  const Entries = [
    { Source: "aws.s3", DetailType: "Object Created", Detail: "{}" },
    { Source: "orders", DetailType: "Order Placed", Detail: "no JSON" },
    { Source: "orders", DetailType: "Order Placed", Detail: "{}" },
  ];
  const answer = await events.send(new PutEventsCommand({ Entries }));
  expect(answer.FailedEntryCount).toBe(2);
  expect(answer.Entries!.map(({ ErrorCode, EventId }) => ErrorCode ?? typeof EventId)).toEqual([
    "NotAuthorizedForSourceException",
    "MalformedDetail",
    "string",
  ]);
});

test("a bus that is not there is refused by its name", async () => {
  const Entries = [{ EventBusName: "others", Source: "orders", DetailType: "Order Placed", Detail: "{}" }];
  await expect(events.send(new PutEventsCommand({ Entries }))).rejects.toThrow(
    "Event bus others does not exist",
  );
});

const PLACED = { kind: "pen", note: 'a "fine" one', count: 3, gift: { to: "Ann" }, none: null };

test.each([
  ["a path", { InputPath: "$.detail.gift" }, '{"to":"Ann"}'],
  ["text", template('"<count> of kind <kind>: <note>"'), '"3 of kind pen: a \\"fine\\" one"'],
  ["lines of text", template('"<kind>"\n"<missing>."'), '"pen"\n"."'],
  [
    "JSON",
    template('{"n": <count>, "all": <gift>, "x": <none>, "s": "<kind>s"}'),
    '{"n": 3, "all": {"to":"Ann"}, "x": null, "s": "pens"}',
  ],
])("a target gets what %s makes of an event", async (name, more, text) => {
  const queue = emulator.sqs.create(`made-${name.replaceAll(" ", "-")}`, {});
  await rule(queue.arn.split(":").at(-1)!, { kind: ["pen"] }, queue.arn, more);
  await put(PLACED);
  expect(queue.messages().map(({ body }) => body)).toEqual([text]);
});

test.each([
  ["a template that is neither JSON nor quoted", template("<kind> is there"), "Invalid InputTemplate"],
  ["a variable without a path", template('"<others>"'), "no value for <others>"],
  ["a path with an index", { InputPath: "$.resources[0]" }, "does not read the path"],
  ["both kinds of input", { InputPath: "$.detail", ...template('"<kind>"') }, "Only one of"],
])("a target with %s is refused", async (_, more, message) => {
  const refused = rule("refused", { kind: ["none"] }, "arn:aws:sqs:us-east-1:000000000000:none", more);
  await expect(refused).rejects.toThrow(message);
});

function template(InputTemplate: string): Partial<Target> {
  const InputPathsMap = Object.fromEntries(
    [...Object.keys(PLACED), "missing"].map((name) => [name, `$.detail.${name}`]),
  );
  return { InputTransformer: { InputPathsMap, InputTemplate } };
}
