/** Is a partition that a function created one that an object of its batch asked for, made as its table is? */
import type { JsonObject } from "../../emulator/index.ts";
import type { ExpectedPlacement } from "./keys.ts";
import { withoutLocation } from "./ledger.ts";
import type { Invocation, World } from "./world.ts";

interface Input {
  readonly Values: readonly string[];
  readonly StorageDescriptor: { readonly Location: string };
  readonly Parameters: Readonly<Record<string, string>>;
}

/** An object of the batch, with what its event says. */
export interface ClaimedObject {
  readonly key: string;
  readonly time: string;
  readonly expected: Extract<ExpectedPlacement, { kind: "data" }>;
}

/** What the objects of an invocation's messages claim. */
export function claimsOf({ deliveries }: Invocation): ClaimedObject[] {
  return deliveries.flatMap(({ message }) =>
    message.records.flatMap((record) => {
      if (record.kind !== "created" || record.object.made.expected.kind !== "data") return [];
      const { key, expected } = record.object.made;
      return [{ key, time: record.time, expected }];
    }),
  );
}

export function createdComplaints(
  world: World,
  invocation: Invocation,
  input: Readonly<Record<string, unknown>>,
  answer: JsonObject,
): string[] {
  const table = `${input.DatabaseName}.${input.TableName}`;
  const errors = (answer.Errors ?? []) as unknown as readonly {
    readonly PartitionValues: readonly string[];
  }[];
  const refused = new Set(errors.map(({ PartitionValues }) => JSON.stringify(PartitionValues)));
  const all = input.PartitionInputList as readonly Input[];
  const created = all.filter(({ Values }) => !refused.has(JSON.stringify(Values)));
  invocation.created += created.length;
  world.ledger.observe();
  const claims = claimsOf(invocation).filter(({ expected }) => world.tableOf(expected.dataset) === table);
  const versions = world.ledger.versions(table, invocation.startedAt);
  return created.flatMap((one) => {
    const named = `${invocation.name} created ${JSON.stringify(one.Values)} of ${table} at ${one.StorageDescriptor.Location}`;
    return problemsOf(one, claims, versions).map((problem) => `${named}: ${problem}`);
  });
}

function problemsOf(
  { Values, StorageDescriptor, Parameters }: Input,
  claims: readonly ClaimedObject[],
  versions: readonly { readonly keys: readonly string[]; readonly descriptor: string }[],
): string[] {
  const problems: string[] = [];
  const fits = ({ expected }: ClaimedObject) =>
    versions.some(({ keys }) => keys.every((key, index) => expected.values[key] === Values[index]));
  const rivals = claims.filter(fits);
  const own = rivals.filter(({ expected }) => expected.location === StorageDescriptor.Location);
  if (own.length === 0) return [rivals.length === 0 ? "no object has these values" : "no object lies there"];
  const [best] = rivals.toSorted(byPreference);
  if (own[0]!.expected.location !== best!.expected.location)
    problems.push(`${best!.expected.location} comes first`);
  if (!versions.some(({ descriptor }) => descriptor === withoutLocation(StorageDescriptor))) {
    problems.push("it does not inherit its table as it was since the receipt");
  }
  const { "registrar.key": key, "registrar.event_time": time, "registrar.registered_at": at } = Parameters;
  const first = own.find((one) => one.key === key && one.time === time);
  // EventBridge tells whole seconds.
  const earliest = Math.min(...own.map((one) => Date.parse(one.time)));
  if (first === undefined || Date.parse(first.time) > earliest + 1000)
    problems.push(`its stamp is ${key} of ${time}`);
  if (Number.isNaN(Date.parse(at ?? ""))) problems.push(`it was registered at ${at}`);
  return problems;
}

/** The order of the table's keys, then the smallest. */
function byPreference({ expected: one }: ClaimedObject, { expected: other }: ClaimedObject): number {
  if (one.inKeyOrder !== other.inKeyOrder) return one.inKeyOrder ? -1 : 1;
  return one.location < other.location ? -1 : 1;
}
