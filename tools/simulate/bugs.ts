/**
 * Bugs that others have had, planted on request: each replaces parts of which the functions are composed, and nothing
 * of what judges them. What is shipped knows of none.
 */

import type { Catalog, StoredPartition } from "../../shared/catalog/port.ts";
import { CatalogError } from "../../shared/runtime/errors.ts";
import { answering, type Bug, withBodies, withCatalog, withCrawlers } from "./changed-product.ts";
import type { StoryKind } from "./stories.ts";
import { UPKEEP_BUGS } from "./upkeep/bugs.ts";

export const BUGS = {
  ...UPKEEP_BUGS,
  "poisoned-batch": {
    fault: "one message that nobody can read fails its whole batch",
    plant: (product) => ({
      ...product,
      readBatch: (event) => {
        const messages = product.readBatch(event);
        for (const { body } of messages) JSON.parse(body);
        return messages;
      },
    }),
  },
  "json-acknowledged": {
    fault: "a body that is no JSON is acknowledged, and nobody is told",
    plant: (product) => ({
      ...product,
      planRegistration: (messages, context) => {
        const plan = product.planRegistration(messages, context);
        const silent = { dataset: undefined, resolved: { kind: "ignored", reason: "no JSON" } } as const;
        return {
          ...plan,
          messages: plan.messages.map((one) =>
            isJson(one.message.body) ? one : { ...one, records: [silent] },
          ),
        };
      },
    }),
  },
  "location-rebuilt": {
    fault: "the Location is made of the values again, instead of being where the object lies",
    plant: withCatalog((catalog) => ({
      createPartitions: (table, partitions, signal) => {
        const rebuilt = partitions.map((one) => {
          const path = table.keys.map((key, index) => `${key}=${one.values[index]}/`).join("");
          return { ...one, location: table.location + path };
        });
        return catalog.createPartitions(table, rebuilt, signal);
      },
    })),
  },
  "cache-as-proof": {
    fault: "a partition that was seen once is believed to be there for ever",
    plant: withCatalog((catalog) => {
      const seen = new Map<string, StoredPartition>();
      const nameOf = (table: string, values: readonly string[]) => JSON.stringify([table, values]);
      return {
        readPartitions: async ({ name, ...table }, values, signal) => {
          const fresh = values.filter((one) => !seen.has(nameOf(name, one)));
          const read =
            fresh.length === 0 ? [] : await catalog.readPartitions({ name, ...table }, fresh, signal);
          for (const one of read) seen.set(nameOf(name, one.values), one);
          return values.flatMap((one) => seen.get(nameOf(name, one)) ?? []);
        },
      };
    }),
  },
  "exists-is-fine": {
    fault: "AlreadyExistsException is taken for success, wherever the partition points",
    plant: withCatalog((catalog) => ({
      createPartitions: async (...call) => {
        const refusals = await catalog.createPartitions(...call);
        return refusals.filter(({ error }) => error !== "already exists");
      },
    })),
  },
  "mark-before-do": {
    fault: "a message is marked as done before it is, and skipped when it comes again",
    plant: (product) => {
      const done = new Set<string>();
      return {
        ...product,
        planRegistration: (messages, context) => {
          const plan = product.planRegistration(messages, context);
          const silent = { dataset: undefined, resolved: { kind: "ignored", reason: "done" } } as const;
          const marked = plan.messages.map((one) => {
            if (done.has(one.message.body)) return { ...one, records: [silent] };
            done.add(one.message.body);
            return one;
          });
          return { ...plan, messages: marked };
        },
      };
    },
  },
  "delete-before-process": {
    fault: "messages are deleted whatever becomes of them",
    plant: (product) => ({ ...product, messagesToReturn: () => [] }),
  },
  "errors-of-200-ignored": {
    fault: "Errors in an answer with status 200 are not looked at",
    plant: withCatalog((catalog) => ({
      createPartitions: async (...call) => {
        await catalog.createPartitions(...call);
        return [];
      },
    })),
  },
  "unprocessed-ignored": {
    fault: "UnprocessedKeys are taken for partitions that do not exist",
    plant: (product) => ({
      ...product,
      glueCatalog: (client) =>
        product.glueCatalog(answering(client!, ({ UnprocessedKeys: _, ...answer }) => answer)),
    }),
  },
  "timeout-is-success": {
    fault: "a create whose answer was lost is taken for done",
    plant: withCatalog((catalog) => ({
      createPartitions: async (...call) => {
        try {
          return await catalog.createPartitions(...call);
        } catch (error) {
          if (error instanceof CatalogError && error.effect === "unknown") return [];
          throw error;
        }
      },
    })),
  },
  "timeout-is-refusal": {
    fault: "a create whose answer was lost is taken for refused for good",
    plant: withCatalog((catalog) => ({
      createPartitions: async (...call) => {
        try {
          return await catalog.createPartitions(...call);
        } catch (error) {
          if (!(error instanceof CatalogError) || error.effect !== "unknown") throw error;
          throw new CatalogError("INVALID_INPUT", error.message, { blame: "item" });
        }
      },
    })),
  },
  "key-decoded-twice": {
    fault: "the key of a notification is decoded twice",
    plant: withBodies((body) =>
      body.replace(
        /(\\?"key\\?":\\?")([^"\\]*)/,
        (_, name, key) => name + decoded(key).replaceAll('"', "%22"),
      ),
    ),
  },
  "key-order-ignored": {
    fault: "values are written in the order of the path, whatever the order of the table's keys",
    plant: withCatalog((catalog) => ({
      table: async (...call) => {
        const table = await catalog.table(...call);
        return { ...table, keys: table.keys.toSorted((one, other) => rank(one) - rank(other)) };
      },
    })),
  },
  "markers-registered": {
    fault: "marker files and empty objects make partitions",
    plant: withBodies((body) =>
      body.replaceAll("_SUCCESS", "x.parquet").replace(/(\\?"size\\?":)0/g, "$148213"),
    ),
  },
  "stale-schema": {
    fault: "partitions are made of the table as it once was",
    plant: withCatalog((catalog) => {
      const tables = new Map<string, ReturnType<Catalog["table"]>>();
      return {
        table: (database, name, signal) => {
          const known = tables.get(name) ?? catalog.table(database, name, signal);
          known.then(
            () => tables.set(name, known),
            () => tables.delete(name),
          );
          return known;
        },
      };
    }),
  },
  "covered-by-an-earlier-crawl": {
    fault: "a crawl that began before an object was written counts as having seen it",
    plant: withCrawlers((crawlers) => ({
      read: async (...call) => {
        const { state, last } = await crawlers.read(...call);
        return { state, last: last && { ...last, startedAt: last.startedAt + 300_000 } };
      },
    })),
  },
  "request-after-delete": {
    fault: "what stands for deleted messages is sent after they were deleted",
    plant: (product) => ({
      ...product,
      sqsCrawlRequests: (url, client) => {
        const requests = product.sqsCrawlRequests(url, client);
        return {
          send: async (entries, signal) => {
            void requests.send(entries, signal);
            return new Map();
          },
        };
      },
    }),
  },
  "crawl-for-every-object": {
    fault: "a crawler is started for every object",
    plant: withCrawlers((crawlers) => ({
      read: async (...call) => ({ ...(await crawlers.read(...call)), last: undefined }),
    })),
  },
} as const satisfies Record<string, Bug>;

export type BugName = keyof typeof BUGS;

/** The kind of story in which a bug shows. */
export const storyOf = (bug: BugName): StoryKind => (Object.hasOwn(UPKEEP_BUGS, bug) ? "upkeep" : "arrivals");

function isJson(body: string): boolean {
  try {
    return typeof JSON.parse(body) === "object";
  } catch {
    return false;
  }
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return key;
  }
}

const rank = (key: string) => ["venue", "region", "day", "symbol"].indexOf(key);
