import { StopCrawler$, type StopCrawlerRequest, type StopCrawlerResponse } from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const stopCrawler = operation<StopCrawlerRequest, StopCrawlerResponse>(
  StopCrawler$,
  ({ crawlers }, { Name }) => {
    crawlers.stop(Name);
    return {};
  },
);
