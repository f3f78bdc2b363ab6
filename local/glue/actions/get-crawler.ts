import { GetCrawler$, type GetCrawlerRequest, type GetCrawlerResponse } from "@aws-sdk/client-glue";
import { operation } from "../action.ts";

export const getCrawler = operation<GetCrawlerRequest, GetCrawlerResponse>(
  GetCrawler$,
  ({ crawlers }, { Name }) => ({ Crawler: crawlers.describe(crawlers.find(Name)) }),
);
