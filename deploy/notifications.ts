import type { Dataset } from "../shared/datasets/dataset.ts";
import { getAtt } from "./cloudformation.ts";
import { coveringPrefixes, type PrefixGroup } from "./covering-prefixes.ts";
import type { EventPipeline, Named } from "./event-pipelines.ts";
import { NOTIFICATIONS } from "./limits/numbers.ts";

/**
 * What S3 reports. Lifecycle rules delete without an ObjectRemoved event, hence the last.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
 */
const EVENTS = {
  creations: ["s3:ObjectCreated:*"],
  removals: ["s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"],
} as const;

/**
 * The notifications of a bucket that the stage owns. Each dataset has its own as long as S3 takes that many. Beyond,
 * datasets of one queue share the longest prefix that they have in common. What lies there besides reaches the function
 * as well, which ignores it: a message each is the price.
 */
export function notificationsOf(pipelines: readonly EventPipeline[], datasets: readonly Dataset[]) {
  const subscriptions = subscriptionsOf(pipelines, datasets);
  const covers = coveringPrefixes(subscriptions, (groups) => count(subscriptions, groups) <= NOTIFICATIONS);
  const inOrder = pipelines.flatMap((pipeline) => pipeline.datasets.map(({ prefix }) => prefix));
  return subscriptions
    .flatMap(({ queue, events }, index) => covers[index]!.map((prefix) => ({ prefix, queue, events })))
    .map((told) => ({ ...told, at: inOrder.findIndex((prefix) => prefix.startsWith(told.prefix)) }))
    .sort((one, other) => one.at - other.at)
    .flatMap(({ prefix, queue, events }) => events.map((event) => notification(event, queue, prefix)));
}

/** What one queue is told. S3 refuses two prefixes that overlap if they are told of the same event. */
interface Subscription extends PrefixGroup {
  readonly queue: Named;
  readonly events: readonly string[];
}

function subscriptionsOf(
  pipelines: readonly EventPipeline[],
  datasets: readonly Dataset[],
): readonly Subscription[] {
  const heard = pipelines.filter((pipeline) => pipeline.datasets.length > 0);
  return heard.map((pipeline): Subscription => {
    const others = notIgnoredBy(pipeline, datasets);
    return {
      queue: pipeline.queue,
      events: EVENTS[pipeline.events],
      prefixes: pipeline.datasets.map(({ prefix }) => prefix),
      mayCover: (prefix) => !others.some((other) => other.startsWith(prefix)),
    };
  });
}

/**
 * Where new objects are not for this function, and are not simply ignored by it: they would be parked, because another
 * function is meant. What Athena computes by itself is ignored by the register function, and every removal that is not for
 * it by the deregister function.
 */
function notIgnoredBy({ consumer, datasets: own }: EventPipeline, datasets: readonly Dataset[]): string[] {
  if (consumer === "deregister") return [];
  return datasets
    .filter((dataset) => !own.includes(dataset))
    .filter(({ strategy }) => consumer !== "register" || strategy !== "project")
    .map(({ prefix }) => prefix);
}

/** CloudFormation takes one event in each, S3's own API several. */
const count = (subscriptions: readonly Subscription[], covers: readonly (readonly string[])[]) =>
  subscriptions.reduce((sum, { events }, index) => sum + events.length * covers[index]!.length, 0);

/** By prefix alone: no suffix marks data, since Athena's CTAS and UNLOAD write names without an extension. */
const notification = (Event: string, queue: Named, prefix: string) => ({
  Event,
  Queue: getAtt(queue.id, "Arn"),
  Filter: { S3Key: { Rules: [{ Name: "prefix", Value: filterValue(prefix) }] } },
});

/** S3 wants filter values form-encoded, "/" as it is; of the characters a prefix may hold that changes "=" alone. */
export function filterValue(prefix: string): string {
  return prefix.split("/").map(encodeURIComponent).join("/");
}
