/** Bugs that software of this kind may have when it removes and repairs, planted on request. */
import type { Bug } from "../changed-product.ts";
import type { Product } from "../product.ts";
import type { UpkeepAccess } from "./parts.ts";

/** The product with another way to AWS. */
const withAccess =
  (change: (access: UpkeepAccess) => Partial<UpkeepAccess>) =>
  (product: Product): Product => ({
    ...product,
    upkeepAccess: (glue, s3) => {
      const access = product.upkeepAccess(glue, s3);
      return { ...access, ...change(access) };
    },
  });

export const UPKEEP_BUGS = {
  "deleted-before-written-down": {
    fault: "a partition is deleted first, and its undo record is written afterwards",
    plant: withAccess(({ records, remover }) => {
      let late: (() => Promise<unknown>) | undefined;
      return {
        records: {
          ...records,
          write: async (bucket, key, ...rest) => {
            if (!key.includes("/undo/")) return records.write(bucket, key, ...rest);
            late = () => records.write(bucket, key, ...rest);
            return { version: "later" };
          },
        },
        remover: {
          ...remover,
          delete: async (...call) => {
            const refusals = await remover.delete(...call);
            await late?.();
            return refusals;
          },
        },
      };
    }),
  },
  "not-read-again": {
    fault: "a partition is not read again after it was written down: the first reading is believed",
    plant: withAccess(({ remover }) => {
      const read = new Map<string, ReturnType<typeof remover.readWhole>>();
      return {
        remover: {
          ...remover,
          readWhole: (table, values, signal) => {
            const asked = JSON.stringify([table.name, values]);
            const known = read.get(asked) ?? remover.readWhole(table, values, signal);
            read.set(asked, known);
            return known;
          },
        },
      };
    }),
  },
  "no-listing-after-the-delete": {
    fault: "what came between the listing and the delete is not looked for",
    plant: withAccess(({ listing, remover }) => {
      let isDeleted = false;
      return {
        remover: {
          ...remover,
          delete: (...call) => {
            isDeleted = true;
            return remover.delete(...call);
          },
        },
        listing: {
          page: async (...call) => {
            if (!isDeleted) return listing.page(...call);
            isDeleted = false;
            return { objects: [], isLast: true };
          },
        },
      };
    }),
  },
  "nomination-deleted-before-the-routine": {
    fault: "a nomination is deleted whatever becomes of its removal",
    plant: (product) => ({
      ...product,
      deregister: async (...call) => {
        const report = await product.deregister(...call);
        const done = { kind: "kept", reason: "looked into" } as const;
        const results = report.results.map((one) =>
          one.outcome.kind === "failed" ? { ...one, outcome: done } : one,
        );
        return { ...report, results };
      },
    }),
  },
  "shared-location-ignored": {
    fault: "nobody asks whether another partition points at the same Location",
    plant: (product) => ({
      ...product,
      sharedLocations: (...made) =>
        Object.assign(product.sharedLocations(...made), { among: async () => new Set<string>() }),
    }),
  },
  "cap-ignored": {
    fault: "the day's count of deletes is never read again",
    plant: withAccess(({ records }) => ({
      records: {
        read: async (bucket, key, signal) =>
          key.includes("/deletes/") ? undefined : records.read(bucket, key, signal),
        write: async (bucket, key, ...rest) =>
          key.includes("/deletes/") ? { version: "none" } : records.write(bucket, key, ...rest),
      },
    })),
  },
  "checkpoint-of-another-table": {
    fault: "a run goes on from its checkpoint although the table was made anew",
    plant: withAccess(({ catalog }) => ({
      catalog: {
        ...catalog,
        table: async (...call) => ({ ...(await catalog.table(...call)), createdAt: 0 }),
      },
    })),
  },
  "gives-way-to-any-run": {
    fault: "a run is given up when another one has left a checkpoint",
    plant: withAccess(({ records }) => {
      let tried: string | undefined;
      return {
        records: {
          read: async (bucket, key, signal) => {
            const found = await records.read(bucket, key, signal);
            const text = tried;
            tried = undefined;
            return text === undefined || found === undefined ? found : { ...found, text };
          },
          write: async (bucket, key, text, ...rest) => {
            const written = await records.write(bucket, key, text, ...rest);
            if (written === "outdated" && key.includes("/checkpoints/")) tried = `${text} `;
            return written;
          },
        },
      };
    }),
  },
  "location-of-its-own": {
    fault: "what is brought back gets the Location that its values would have",
    plant: withAccess(({ remover }) => ({
      remover: {
        ...remover,
        restore: (table, partitions, signal) => {
          const moved = partitions.map(({ values, input, location }) => {
            const path = table.keys.map((key, index) => `${key}=${values[index]}/`).join("");
            const { StorageDescriptor } = input as { readonly StorageDescriptor: object };
            const Location = table.location + path;
            const own = { ...(input as object), StorageDescriptor: { ...StorageDescriptor, Location } };
            return { values, location, input: own };
          });
          return remover.restore(table, moved, signal);
        },
      },
    })),
  },
  "columns-move-the-partition": {
    fault: "a partition that gets its table's columns gets its table's Location, too",
    plant: withAccess(({ columns }) => ({
      columns: {
        ...columns,
        write: (table, partitions, signal) => {
          const whole = partitions.map((one) => ({
            ...one,
            input: { ...(one.input as object), StorageDescriptor: table.descriptor },
          }));
          return columns.write(table, whole, signal);
        },
      },
    })),
  },
  "grace-ignored": {
    fault: "folders are looked into at once, while a job writes them anew",
    plant: (product) => ({
      ...product,
      planDeregistration: (messages, context, now) => {
        const plan = product.planDeregistration(messages, context, now);
        const sent = plan.sent.map((one) => ({
          ...one,
          delay: 0,
          nomination: { ...one.nomination, due: now },
        }));
        return { ...plan, sent };
      },
    }),
  },
  "foreign-location-taken-for-its-own": {
    fault: "a partition is judged by where its values should lie, and not by where it points",
    plant: withAccess(({ reader, remover }) => ({
      reader: {
        read: (table, range, callTimeout, onPage) =>
          reader.read(table, range, callTimeout, (page) => onPage(page.map((one) => atHome(table, one)))),
      },
      remover: {
        ...remover,
        readWhole: async (table, values, signal) =>
          (await remover.readWhole(table, values, signal)).map((one) => atHome(table, one)),
      },
    })),
  },
  "first-page-is-all": {
    fault: "the first page of a listing is taken for all there is",
    plant: withAccess(({ listing }) => ({
      listing: { page: async (...call) => ({ ...(await listing.page(...call)), isLast: true }) },
    })),
  },
  "run-handed-on-too-late": {
    fault: "a run's message is deleted before the one that stands for it is sent",
    plant: (product) => ({
      ...product,
      sqsReconcileQueue: (url, client) => {
        const queue = product.sqsReconcileQueue(url, client);
        return { send: async (messages, signal) => void queue.send(messages, signal).catch(() => {}) };
      },
    }),
  },
} as const satisfies Record<string, Bug>;

interface Placed {
  readonly values: readonly string[];
  readonly location: string;
}

function atHome<One extends Placed>(
  { keys, location }: { readonly keys: readonly string[]; readonly location: string },
  one: One,
): One {
  return { ...one, location: location + keys.map((key, index) => `${key}=${one.values[index]}/`).join("") };
}
