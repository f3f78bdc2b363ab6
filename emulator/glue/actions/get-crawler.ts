import { GetCrawler$, type GetCrawlerRequest, type GetCrawlerResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";

export const getCrawler = glueAction<GetCrawlerRequest, GetCrawlerResponse>(
  GetCrawler$,
  ({ crawlers }, { Name }) => ({ Crawler: crawlers.describe(crawlers.find(Name)) }),
);
