import { DeleteCrawler$, type DeleteCrawlerRequest, type DeleteCrawlerResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const deleteCrawler = glueAction<DeleteCrawlerRequest, DeleteCrawlerResponse>(
  DeleteCrawler$,
  ({ crawlers }, { Name }) => {
    crawlers.delete(Name);
    return {};
  },
);
