import { CreateCrawler$, type CreateCrawlerRequest, type CreateCrawlerResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

/** A schedule is kept and shown; nothing runs by it. */
export const createCrawler = glueAction<CreateCrawlerRequest, CreateCrawlerResponse>(
  CreateCrawler$,
  ({ crawlers }, { Tags: _, CatalogId: __, ...definition }) => {
    crawlers.create(definition);
    return {};
  },
);
