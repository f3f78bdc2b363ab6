import type { Resource, Resources } from "./cloudformation.ts";
import { coveringPrefixes } from "./covering-prefixes.ts";
import { longestLength } from "./limits/longest-text.ts";
import { INLINE_POLICIES } from "./limits/numbers.ts";

/**
 * The same resources, each role with no more in its policies than IAM takes. A role names tables, crawlers and prefixes one by one
 * as long as they fit. Beyond, it names whole databases instead of their tables, the one with most tables first, and
 * crawlers by what all of the stage begin with; then, where it only reads, whole folders instead of the prefixes below
 * them, the deepest first. Each wildcard is there because the names that it stands for do not fit.
 *
 * Not for those of people: for them, a table that is not granted must stay out of reach.
 */
export function withFittingPolicies(ofPeople: Resources, resources: Resources): Resources {
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => [
      id,
      resource.Type === "AWS::IAM::Role" && ofPeople[id] === undefined ? fitting(resource) : resource,
    ]),
  );
}

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: { readonly Version: string; readonly Statement: readonly Statement[] };
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function fitting(role: Resource): Resource {
  const policies = role.Properties.Policies as readonly InlinePolicy[];
  if (policiesLength(policies) <= INLINE_POLICIES) return role;
  return { ...role, Properties: { ...role.Properties, Policies: byFolder(byDatabase(policies)) } };
}

/** Characters of the documents of all inline policies, as IAM counts them. */
export const policiesLength = (policies: readonly { readonly PolicyDocument: unknown }[]): number =>
  policies.reduce((sum, { PolicyDocument }) => sum + longestLength(PolicyDocument), 0);

function byDatabase(policies: readonly InlinePolicy[]): readonly InlinePolicy[] {
  let short = policies;
  for (const database of databasesOf(policies)) {
    if (policiesLength(short) <= INLINE_POLICIES) return short;
    const whole = (text: string) => (wholeOf(text) === database ? `${database}*` : text);
    short = changed(short, (list) => rewritten(list, whole));
  }
  return short;
}

/** An ARN of Glue without what tells it from others: a table's without its name, a crawler's with that of the stage. */
const wholeOf = (text: string) => /^(arn:.*:(?:table\/[^/]+\/|crawler\/.*?-crawler-))./.exec(text)?.[1];

/** Those of which some list names several tables, or crawlers of the stage: of equally many the first name. */
function databasesOf(policies: readonly InlinePolicy[]): string[] {
  const tables = new Map<string, number>();
  for (const text of listsOf(policies).flat()) {
    const database = wholeOf(text);
    if (database !== undefined) tables.set(database, (tables.get(database) ?? 0) + 1);
  }
  return [...tables]
    .filter(([, count]) => count > 1)
    .sort(([one, many], [other, few]) => few - many || (one < other ? -1 : 1))
    .map(([database]) => database);
}

function byFolder(policies: readonly InlinePolicy[]): readonly InlinePolicy[] {
  const prefixes = [
    ...new Set(listsOf(policies).flatMap((list) => list.flatMap((text) => prefixOf(text) ?? []))),
  ];
  const shortened = (covers: readonly string[]) => {
    const widened = (text: string) => {
      const prefix = prefixOf(text);
      const cover = prefix === undefined ? undefined : covers.find((one) => prefix.startsWith(one));
      return cover === undefined ? text : text.replace(`${prefix}*`, `${cover}*`);
    };
    return changed(policies, (list) => rewritten(list, widened));
  };
  const [covers = []] = coveringPrefixes(
    [{ prefixes, mayCover: () => true }],
    ([covers = []]) => policiesLength(shortened(covers)) <= INLINE_POLICIES,
    (common) => common.slice(0, common.lastIndexOf("/") + 1),
  );
  return shortened(covers);
}

/** Of objects, by their ARN or by a condition; undefined of anything else. */
function prefixOf(text: string): string | undefined {
  return /^arn:\$\{AWS::Partition\}:s3:::[^/]+\/(.+)\*$/.exec(text)?.[1] ?? /^([^:*]+\/)\*$/.exec(text)?.[1];
}

/** Every list of names in the policies: of resources, and of prefixes that may be listed. */
function listsOf(policies: readonly InlinePolicy[]): readonly (readonly string[])[] {
  const lists: (readonly string[])[] = [];
  changed(policies, (list) => {
    lists.push(list.map(textOf));
    return list;
  });
  return lists;
}

type Change = (list: readonly unknown[]) => readonly unknown[];

/** Where only reading is allowed, or partitions in tables: a list of places to write objects to stays as it is. */
function changed(policies: readonly InlinePolicy[], change: Change): readonly InlinePolicy[] {
  const ofList = (value: unknown) => (Array.isArray(value) ? change(value) : value);
  const ofStatement = (statement: Statement): Statement => {
    if (!isReading(statement)) return statement;
    const { Condition } = statement;
    const prefixes = Condition?.StringLike?.["s3:prefix"];
    return {
      ...statement,
      Resource: ofList(statement.Resource),
      ...(prefixes === undefined
        ? {}
        : {
            Condition: {
              ...Condition,
              StringLike: { ...Condition!.StringLike, "s3:prefix": ofList(prefixes) },
            },
          }),
    };
  };
  return policies.map(({ PolicyName, PolicyDocument }) => ({
    PolicyName,
    PolicyDocument: { ...PolicyDocument, Statement: PolicyDocument.Statement.map(ofStatement) },
  }));
}

const isReading = ({ Action }: Statement): boolean =>
  [Action].flat().every((action) => action.startsWith("glue:") || /^s3:(Get|List)/.test(action));

const textOf = (value: unknown): string =>
  typeof value === "object" && value !== null && "Fn::Sub" in value
    ? String(value["Fn::Sub"])
    : String(value);

/** Each text once, where it was first. */
function rewritten(list: readonly unknown[], rewrite: (text: string) => string): readonly unknown[] {
  const seen = new Set<string>();
  return list.flatMap((value) => {
    const before = textOf(value);
    const after = rewrite(before);
    if (seen.has(after)) return [];
    seen.add(after);
    return [before === after ? value : typeof value === "string" ? after : { "Fn::Sub": after }];
  });
}
