/** The runs of a crawler, as LastCrawl and as ListCrawls tell them. Times are whole seconds since 1970. */

import type { CrawlerHistory, CrawlsFilter, LastCrawlInfo } from "@aws-sdk/client-glue";
import { AwsError } from "../../wire/service.ts";
import type { Wire } from "../../wire/validation.ts";
import { invalidInput } from "../errors.ts";
import type { Placed } from "../store.ts";

export interface Run extends Placed {
  readonly crawlId: string;
  readonly startTime: number;
  endTime?: number;
  state: "RUNNING" | "COMPLETED" | "FAILED" | "STOPPED";
  errorMessage?: string;
}

const LOG_GROUP = "/aws-glue/crawlers";

const LAST_STATUS = { COMPLETED: "SUCCEEDED", FAILED: "FAILED", STOPPED: "CANCELLED" } as const;

/** Absent before the first run has ended: a run that is going on says nothing here yet. */
export function lastCrawlOf(crawler: string, runs: readonly Run[]): Wire<LastCrawlInfo> | undefined {
  for (const run of runs) {
    if (run.state === "RUNNING") continue;
    return { Status: LAST_STATUS[run.state], StartTime: run.startTime, ...whereItSays(crawler, run) };
  }
  return undefined;
}

export const historyOf = (crawler: string, run: Run): Wire<CrawlerHistory> => ({
  CrawlId: run.crawlId,
  State: run.state,
  StartTime: run.startTime,
  EndTime: run.endTime,
  ...whereItSays(crawler, run),
});

const whereItSays = (crawler: string, { crawlId, errorMessage }: Run) => ({
  ErrorMessage: errorMessage,
  LogGroup: LOG_GROUP,
  LogStream: crawler,
  MessagePrefix: crawlId,
});

const OPERATORS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  GT: (left, right) => left > right,
  GE: (left, right) => left >= right,
  LT: (left, right) => left < right,
  LE: (left, right) => left <= right,
  EQ: (left, right) => left === right,
  NE: (left, right) => left !== right,
};

/** Keeps the runs for which every filter is true. Throws InvalidInputException. */
export function filteredBy(filters: readonly Wire<CrawlsFilter>[]): (run: Run) => boolean {
  const tests = filters.map(testOf);
  return (run) => tests.every((test) => test(run));
}

function testOf({ FieldName, FilterOperator, FieldValue }: Wire<CrawlsFilter>): (run: Run) => boolean {
  const holds = OPERATORS[FilterOperator ?? ""];
  if (FieldName === undefined || holds === undefined || FieldValue === undefined)
    throw invalidInput("A filter needs FieldName, FilterOperator and FieldValue");
  switch (FieldName) {
    case "START_TIME":
      return timeTest(FieldValue, holds, (run) => run.startTime);
    case "END_TIME":
      return timeTest(FieldValue, holds, (run) => run.endTime);
    case "STATE":
      return textTest(FilterOperator, FieldValue, (run) => run.state);
    case "CRAWL_ID":
      return textTest(FilterOperator, FieldValue, (run) => run.crawlId);
    default:
      throw new AwsError(
        "UnsupportedOperationException",
        `The emulator does not offer the filter ${FieldName}`,
      );
  }
}

/** API reference, CrawlsFilter: "The epoch timestamp in milliseconds". */
function timeTest(
  value: string,
  holds: (left: number, right: number) => boolean,
  secondsOf: (run: Run) => number | undefined,
): (run: Run) => boolean {
  if (!/^\d{1,15}$/.test(value)) throw invalidInput(`'${value}' is not a time in epoch milliseconds`);
  return (run) => {
    const seconds = secondsOf(run);
    return seconds !== undefined && holds(seconds * 1000, Number(value));
  };
}

function textTest(
  operator: string | undefined,
  value: string,
  textOf: (run: Run) => string,
): (run: Run) => boolean {
  if (operator !== "EQ" && operator !== "NE") throw invalidInput(`${operator} does not compare texts`);
  return (run) => (textOf(run) === value) === (operator === "EQ");
}
