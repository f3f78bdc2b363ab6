import { ListCrawls$, type ListCrawlsRequest, type ListCrawlsResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { filteredBy, historyOf } from "../crawler/history.ts";
import { pageOf, pageSizeOf } from "../paging.ts";

/** API reference: "The default is 20". */
const DEFAULT_RESULTS = 20;

/** Newest first. */
export const listCrawls = glueAction<ListCrawlsRequest, ListCrawlsResponse>(
  ListCrawls$,
  (glue, { CrawlerName, Filters = [], MaxResults = DEFAULT_RESULTS, NextToken }) => {
    const wanted = filteredBy(Filters);
    const runs = glue.crawlers.find(CrawlerName).runs.filter(wanted);
    const page = pageOf(runs, pageSizeOf(glue, MaxResults), NextToken);
    return { Crawls: page.entries.map((run) => historyOf(CrawlerName, run)), NextToken: page.NextToken };
  },
);
