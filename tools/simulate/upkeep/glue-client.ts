/** The client that the product's adapters call, over the local stack's Glue. */
import type { JsonObject } from "../../../emulator/index.ts";
import { act, GLUE_LOST, GLUE_REFUSALS, GLUE_TWICE, type GlueCommand } from "../glue-client.ts";
import type { Container } from "../lambda.ts";
import { callOf, type Fate } from "../network.ts";
import type { Surroundings } from "../product.ts";
import type { UpkeepWorld } from "./world.ts";

const READS = ["GetTable", "BatchGetPartition"];
const REMOVES = [...READS, "BatchCreatePartition", "GetPartitions", "BatchDeletePartition"];

/** All that each may call. */
const ALLOWED = {
  register: [...READS, "BatchCreatePartition"],
  crawl: [],
  deregister: REMOVES,
  reconcile: [...REMOVES, "BatchUpdatePartition"],
  command: [...REMOVES, "BatchUpdatePartition"],
} as const satisfies Record<string, readonly string[]>;

export type Input = Readonly<Record<string, unknown>>;

export function upkeepGlueClient(world: UpkeepWorld, container: Container): Surroundings["glue"] {
  const send = (command: GlueCommand, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) => {
    const operation = command.constructor.name.replace(/Command$/, "");
    const invocation = container.invocation!;
    invocation.calls++;
    const allowed: readonly string[] = ALLOWED[invocation.of];
    if (!allowed.includes(operation)) world.judge.complain("wrong", `${invocation.name} called ${operation}`);
    const input = inPages(world, operation, command.input);
    return callOf(world, container, {
      shown: `${operation} ${input.TableName ?? input.Name}${shownValues(input)}`,
      fate: fateOf(world, operation),
      signal: abortSignal,
      latency: operation === "BatchDeletePartition" ? world.races.slowness() : 0,
      effect: () => carryOut(world, container, operation, input),
    });
  };
  return { send } as unknown as Surroundings["glue"];
}

/** Real pages hold hundreds: smaller ones go wrong at more places. */
function inPages({ pageSizes }: UpkeepWorld, operation: string, input: Input): Input {
  return operation === "GetPartitions" ? { ...input, MaxResults: pageSizes.partitions } : input;
}

function shownValues(input: Input): string {
  const items =
    input.PartitionInputList ?? input.PartitionsToGet ?? input.PartitionsToDelete ?? input.Entries;
  if (!Array.isArray(items)) return "";
  return ` ${JSON.stringify(items.map(({ Values, PartitionValueList }) => Values ?? PartitionValueList))}`;
}

function fateOf(world: UpkeepWorld, operation: string): Fate | undefined {
  if (!world.strikes(world.weather.glue)) return undefined;
  const isWrite = operation !== "GetPartitions" && operation.startsWith("Batch");
  if (isWrite && world.chance.happens(0.25)) return GLUE_TWICE;
  return world.chance.pick(world.chance.happens(0.5) ? GLUE_LOST : GLUE_REFUSALS);
}

function carryOut(world: UpkeepWorld, container: Container, operation: string, asked: Input): JsonObject {
  const { judge, history, glue } = world;
  const invocation = container.invocation!;
  const input = JSON.parse(JSON.stringify(asked)) as Input;
  armFaults(world, container, operation, input);
  history.actor = invocation;
  try {
    const answer = act(glue.service.actions, operation, input);
    history.observe();
    judge.done(invocation, operation, input, answer);
    return answer;
  } finally {
    history.actor = undefined;
    glue.faults.clear();
  }
}

const ITEM_CODES = ["InternalServiceException", "ConcurrentModificationException", "ThrottlingException"];

/** Items that Glue refuses by themselves, or leaves unread, once each. */
function armFaults(world: UpkeepWorld, { invocation }: Container, operation: string, input: Input): void {
  const { chance, glue, weather } = world;
  const items = input.PartitionInputList ?? input.PartitionsToDelete ?? input.PartitionsToGet;
  if (!Array.isArray(items)) return;
  if (operation === "BatchGetPartition") {
    if (invocation!.unprocessed >= 2 || !world.strikes(weather.items)) return;
    invocation!.unprocessed++;
    world.fault("Glue leaves keys unprocessed", undefined, invocation);
    glue.faults.unprocessedKeys(chance.between(1, items.length));
    return;
  }
  for (const { Values } of items as readonly { readonly Values: readonly string[] }[]) {
    if (!world.strikes(weather.items / 2)) continue;
    world.fault("Glue refuses one item of a batch", invocation, invocation);
    glue.faults.itemError({ item: Values, code: chance.pick(ITEM_CODES), message: "of this item" });
  }
}
