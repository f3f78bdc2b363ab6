import { StopCrawler$, type StopCrawlerRequest, type StopCrawlerResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const stopCrawler = glueAction<StopCrawlerRequest, StopCrawlerResponse>(
  StopCrawler$,
  ({ crawlers }, { Name }) => {
    crawlers.stop(Name);
    return {};
  },
);
