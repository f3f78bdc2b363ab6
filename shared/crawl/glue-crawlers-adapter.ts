import {
  type CrawlerHistory,
  CrawlerRunningException,
  GetCrawlerCommand,
  GlueClient,
  type LastCrawlInfo,
  ListCrawlsCommand,
  StartCrawlerCommand,
} from "@aws-sdk/client-glue";
import { catalogError } from "../catalog/glue-errors.ts";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import { CatalogError } from "../runtime/errors.ts";
import type { Crawlers, CrawlRun } from "./port.ts";

/** Glue API, ListCrawls: "the default is 20, and maximum is 100". */
const RUNS_PER_PAGE = 100;

/** The crawlers of the account and Region that the SDK is configured for. */
export function glueCrawlers(client = new GlueClient(CLIENT_DEFAULTS)): Crawlers {
  return {
    async read(name, signal) {
      const { Crawler } = await attempt(`GetCrawler ${name}`, signal, () =>
        client.send(new GetCrawlerCommand({ Name: name }), { abortSignal: signal }),
      );
      const { State = "READY", LastCrawl } = Crawler ?? {};
      return { state: State, last: LastCrawl === undefined ? undefined : lastRun(LastCrawl) };
    },

    async start(name, signal) {
      return attempt(`StartCrawler ${name}`, signal, async () => {
        try {
          await client.send(new StartCrawlerCommand({ Name: name }), { abortSignal: signal });
          return "started";
        } catch (thrown) {
          if (thrown instanceof CrawlerRunningException) return "already running";
          throw thrown;
        }
      });
    },

    async runsSince(name, time, signal) {
      const runs: CrawlRun[] = [];
      for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
        const command = new ListCrawlsCommand({
          CrawlerName: name,
          Filters: [{ FieldName: "START_TIME", FilterOperator: "GT", FieldValue: String(time) }],
          MaxResults: RUNS_PER_PAGE,
          ...(token === undefined ? {} : { NextToken: token }),
        });
        const page = await attempt(`ListCrawls ${name}`, signal, () =>
          client.send(command, { abortSignal: signal }),
        );
        runs.push(...(page.Crawls ?? []).map(pastRun));
        token = page.NextToken;
      }
      return runs;
    },
  };
}

const LAST_STATUS = { SUCCEEDED: "succeeded", FAILED: "failed", CANCELLED: "stopped" } as const;

function lastRun({ Status, StartTime, ErrorMessage }: LastCrawlInfo): CrawlRun {
  return {
    startedAt: StartTime?.getTime() ?? 0,
    status: Status === undefined ? "running" : LAST_STATUS[Status],
    reason: ErrorMessage,
  };
}

/** The same facts under other names. */
const PAST_STATUS = {
  COMPLETED: "succeeded",
  FAILED: "failed",
  STOPPED: "stopped",
  RUNNING: "running",
} as const;

function pastRun({ State, StartTime, ErrorMessage }: CrawlerHistory): CrawlRun {
  return {
    startedAt: StartTime?.getTime() ?? 0,
    status: State === undefined ? "running" : PAST_STATUS[State],
    reason: ErrorMessage,
  };
}

async function attempt<Answer>(
  doing: string,
  signal: AbortSignal,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    const error = catalogError(thrown, doing, signal);
    if (error.code !== "TABLE_NOT_FOUND") throw error;
    throw new CatalogError("CRAWLER_NOT_FOUND", error.message, { cause: thrown });
  }
}
