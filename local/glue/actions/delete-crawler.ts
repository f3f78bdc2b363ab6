import { DeleteCrawler$, type DeleteCrawlerRequest, type DeleteCrawlerResponse } from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const deleteCrawler = operation<DeleteCrawlerRequest, DeleteCrawlerResponse>(
  DeleteCrawler$,
  ({ crawlers }, { Name }) => {
    crawlers.delete(Name);
    return {};
  },
);
