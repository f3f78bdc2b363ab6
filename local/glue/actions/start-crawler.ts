import { StartCrawler$, type StartCrawlerRequest, type StartCrawlerResponse } from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const startCrawler = operation<StartCrawlerRequest, StartCrawlerResponse>(
  StartCrawler$,
  ({ crawlers }, { Name }) => {
    crawlers.start(Name);
    return {};
  },
);
