import { UpdateCrawler$, type UpdateCrawlerRequest, type UpdateCrawlerResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import type { CrawlerDefinition } from "../crawler/definition.ts";

export const updateCrawler = glueAction<UpdateCrawlerRequest, UpdateCrawlerResponse>(
  UpdateCrawler$,
  ({ crawlers }, { CatalogId: _, ...changes }) => {
    // Validation leaves out what is absent: no member is there and undefined.
    crawlers.update(changes.Name, changes as Partial<CrawlerDefinition>);
    return {};
  },
);
