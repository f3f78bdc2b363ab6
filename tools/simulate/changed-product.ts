/** The product with one of its parts changed: the ways in which bugs are planted. */
import type { Catalog } from "../../shared/catalog/port.ts";
import type { Crawlers } from "../../shared/crawl/port.ts";
import type { Product, Surroundings } from "./product.ts";

/** A bug that can be planted. */
export interface Bug {
  /** What somebody's software does. */
  readonly fault: string;
  readonly plant: (product: Product) => Product;
}

type Message = ReturnType<Product["readBatch"]>[number];

export const withCatalog =
  (change: (catalog: Catalog, client: Surroundings["glue"]) => Partial<Catalog>) =>
  (product: Product): Product => ({
    ...product,
    glueCatalog: (client) => {
      const catalog = product.glueCatalog(client);
      return { ...catalog, ...change(catalog, client!) };
    },
  });

export const withCrawlers =
  (change: (crawlers: Crawlers) => Partial<Crawlers>) =>
  (product: Product): Product => ({
    ...product,
    glueCrawlers: (client) => {
      const crawlers = product.glueCrawlers(client);
      return { ...crawlers, ...change(crawlers) };
    },
  });

/** Bodies are read in another way; what is parked and answered is as it was. */
export const withBodies =
  (change: (body: string) => string) =>
  (product: Product): Product => {
    const changed = (messages: readonly Message[]) =>
      messages.map((one) => ({ ...one, body: change(one.body) }));
    const asSent = <Planned extends { readonly message: Message }>(
      planned: readonly Planned[],
      messages: readonly Message[],
    ) => planned.map((one, index) => ({ ...one, message: { ...one.message, body: messages[index]!.body } }));
    return {
      ...product,
      planRegistration: (messages, context) => {
        const plan = product.planRegistration(changed(messages), context);
        return { ...plan, messages: asSent(plan.messages, messages) };
      },
      planCrawls: (messages, context, now) => {
        const plan = product.planCrawls(changed(messages), context, now);
        return { ...plan, messages: asSent(plan.messages, messages) };
      },
    };
  };

interface Send {
  send(...call: readonly unknown[]): Promise<Record<string, unknown>>;
}

/** A client whose answers lose something on the way. */
export function answering(client: Surroundings["glue"], change: (answer: Record<string, unknown>) => object) {
  const real = client as unknown as Send;
  const send = async (...call: readonly unknown[]) => change(await real.send(...call));
  return { send } as unknown as Surroundings["glue"];
}
