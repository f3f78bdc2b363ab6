import { StartCrawler$, type StartCrawlerRequest, type StartCrawlerResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const startCrawler = glueAction<StartCrawlerRequest, StartCrawlerResponse>(
  StartCrawler$,
  ({ crawlers }, { Name }) => {
    crawlers.start(Name);
    return {};
  },
);
