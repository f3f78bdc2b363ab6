import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import type { Output, Resource, Resources } from "../cloudformation.ts";
import type { FunctionDefinition } from "../functions.ts";
import { policiesLength } from "../policy-size.ts";
import { longestText } from "./longest-text.ts";

/** What is counted of a stage. */
export interface CountedStage {
  readonly resources: Resources;
  readonly outputs: Readonly<Record<string, Output>>;
  /** What osls adds besides. */
  readonly functions: readonly FunctionDefinition[];
  readonly datasets: readonly DeclaredDataset[];
}

/** How much of a limit one thing uses. */
export interface Use {
  /** A logical id; the whole stack if undefined. */
  readonly of?: string;
  readonly used: number;
  /** Those that it is for. */
  readonly datasets: readonly DeclaredDataset[];
}

/**
 * Resources that osls writes: the bucket for code and its policy; of each function the function and its log group, a
 * mapping for each queue, and what is told when it fails.
 */
export function resourcesOfOsls(functions: readonly FunctionDefinition[]): number {
  return functions.reduce(
    (sum, { events = [], destinations }) => sum + 2 + events.length + (destinations === undefined ? 0 : 1),
    2,
  );
}

/** Bytes that they take in the template, and more than they do: a test compares. */
const BYTES_OF_OSLS = 1_500;

export const countResources = ({ resources, functions, datasets }: CountedStage): Use[] => [
  { used: Object.keys(resources).length + resourcesOfOsls(functions), datasets },
];

export const countOutputs = ({ outputs, datasets }: CountedStage): Use[] => [
  // osls adds the name of its bucket.
  { used: Object.keys(outputs).length + 1, datasets },
];

export const countBytes = ({ resources, outputs, functions, datasets }: CountedStage): Use[] => {
  const own = Buffer.byteLength(JSON.stringify({ Resources: resources, Outputs: outputs }));
  return [{ used: own + BYTES_OF_OSLS * (functions.length + 1), datasets }];
};

export const countNotifications = (stage: CountedStage): Use[] =>
  ofType(stage, "AWS::S3::Bucket").flatMap(([of, { Properties }]) => {
    const told = notificationsIn(Properties);
    return told.length === 0 ? [] : [{ of, used: told.length, datasets: stage.datasets.filter(isHeard) }];
  });

const isHeard = ({ strategy }: DeclaredDataset) => strategy !== "project";

/** Bytes of the longest prefix of a notification. */
export const countFilterValues = (stage: CountedStage): Use[] =>
  ofType(stage, "AWS::S3::Bucket").flatMap(([of, { Properties }]) => {
    const values = notificationsIn(Properties).map(({ Filter }) => Filter.S3Key.Rules[0].Value);
    const longest = values.reduce((one, other) => (other.length > one.length ? other : one), "");
    const datasets = stage.datasets.filter(({ prefix }) => prefix.startsWith(decodeURIComponent(longest)));
    return values.length === 0 ? [] : [{ of, used: Buffer.byteLength(longest), datasets }];
  });

interface Notification {
  readonly Filter: { readonly S3Key: { readonly Rules: readonly [{ readonly Value: string }] } };
}

const notificationsIn = ({ NotificationConfiguration }: Resource["Properties"]) =>
  (NotificationConfiguration as { QueueConfigurations?: readonly Notification[] } | undefined)
    ?.QueueConfigurations ?? [];

export const countPatterns = (stage: CountedStage): Use[] =>
  ofType(stage, "AWS::Events::Rule").map(
    ([
      of,
      {
        Properties: { EventPattern },
      },
    ]) => ({
      of,
      used: JSON.stringify(EventPattern).length,
      datasets: namedIn(EventPattern, stage.datasets),
    }),
  );

export const countPolicies = (stage: CountedStage): Use[] =>
  ofType(stage, "AWS::IAM::Role").map(([of, { Properties }]) => {
    const policies = (Properties.Policies ?? []) as readonly { readonly PolicyDocument: unknown }[];
    return { of, used: policiesLength(policies), datasets: namedIn(policies, stage.datasets) };
  });

export const countWidgets = (stage: CountedStage): Use[] =>
  ofType(stage, "AWS::CloudWatch::Dashboard").flatMap(
    ([
      of,
      {
        Properties: { DashboardBody },
      },
    ]) => {
      const text = typeof DashboardBody === "string" ? DashboardBody : (DashboardBody as Sub)["Fn::Sub"];
      const { widgets } = JSON.parse(text) as { widgets: { properties: { metrics?: readonly unknown[] } }[] };
      const used = Math.max(...widgets.map(({ properties }) => properties.metrics?.length ?? 0));
      return [{ of, used, datasets: stage.datasets.filter(({ quality }) => quality !== undefined) }];
    },
  );

interface Sub {
  readonly "Fn::Sub": string;
}

export const countViews = (stage: CountedStage): Use[] =>
  ofType(stage, "AWS::Glue::Table").flatMap(([of, { Properties }]) => {
    const { ViewOriginalText } = Properties.TableInput as { readonly ViewOriginalText?: string };
    if (ViewOriginalText === undefined) return [];
    return [
      { of, used: ViewOriginalText.length, datasets: namedIn(viewOf(ViewOriginalText), stage.datasets) },
    ];
  });

/** As Athena keeps it: JSON in base64, in a comment. */
const viewOf = (text: string): unknown =>
  JSON.parse(Buffer.from(text.split(" ")[3] ?? "", "base64").toString());

export const countParameters = (stage: CountedStage): Use[] =>
  ofType(stage, "AWS::Glue::Table").map(([of, { Properties }]) => {
    const { Name, Parameters = {} } = Properties.TableInput as {
      readonly Name: string;
      /** Texts, or with the bucket's name in Fn::Sub. */
      readonly Parameters?: Readonly<Record<string, unknown>>;
    };
    const lengths = Object.values(Parameters).map((value) => Buffer.byteLength(String(longestText(value))));
    const used = Math.max(0, ...lengths);
    return { of, used, datasets: stage.datasets.filter(({ table }) => table === Name) };
  });

const ofType = ({ resources }: CountedStage, type: string) =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);

/** Datasets whose table or prefix stands in something. */
function namedIn(value: unknown, datasets: readonly DeclaredDataset[]): readonly DeclaredDataset[] {
  const text = JSON.stringify(value);
  const named = datasets.filter(
    ({ table, prefix }) =>
      text.includes(`/${table}"`) || text.includes(prefix) || text.includes(`\\"${table}\\"`),
  );
  return named.length === 0 ? datasets : named;
}
