/** The errors that several Glue actions share, worded as AWS words them. */

import type { ErrorDetail } from "@aws-sdk/client-glue";
import { AwsError } from "../wire/service.ts";
import type { Wire } from "../wire/validation.ts";

const notFound = (message: string) => new AwsError("EntityNotFoundException", message);

export const catalogNotFound = (id: string) => notFound(`Catalog ${id} not found.`);
export const databaseNotFound = (name: string) => notFound(`Database ${name} not found.`);
export const tableNotFound = (name: string) => notFound(`Table ${name} not found.`);
export const partitionNotFound = () => notFound("Cannot find partition.");
/** How AWS words these three is not documented. */
export const versionNotFound = (id: string) => notFound(`Table version ${id} not found.`);
export const columnStatisticsNotFound = (column: string) =>
  notFound(`Column statistics of ${column} not found.`);
export const noSuchColumn = (column: string) => notFound(`Column ${column} not found.`);

export const alreadyExists = (what: "Database" | "Table" | "Partition") =>
  new AwsError("AlreadyExistsException", `${what} already exists.`);

export const invalidInput = (message: string) => new AwsError("InvalidInputException", message);

export const tableInputMissing = () => invalidInput("TableInput must not be null");

/** The caller's VersionId is not the table's: somebody updated it in between. */
export const staleVersion = () =>
  new AwsError("ConcurrentModificationException", "Update table failed due to concurrent modifications.");

/** AWS: "The Values property can't be changed"; the wording of its refusal is not documented. */
export const valuesAreFixed = () => invalidInput("The Values property of a partition can not be changed");

export const valuesDoNotMatchKeys = () =>
  invalidInput("The number of partition keys do not match the number of partition values");

/** Wordings of the errors about crawlers are as callers have reported them, where they have. */
export const crawlerNotFound = (name: string) => notFound(`Crawler with name ${name} does not exist`);

export const crawlerExists = (name: string) =>
  new AwsError("AlreadyExistsException", `${name} already exists`);

export const crawlerIsRunning = (name: string) =>
  new AwsError("CrawlerRunningException", `Crawler with name ${name} has already started`);

export const crawlerRunsStill = (what: "update" | "delete") =>
  new AwsError(
    "CrawlerRunningException",
    `Cannot ${what} Crawler while running. Please stop crawl or wait until it completes to ${what}.`,
  );

export const crawlerIsStopping = (name: string) =>
  new AwsError("CrawlerStoppingException", `Crawler with name ${name} is stopping`);

export const crawlerNotRunning = (name: string) =>
  new AwsError("CrawlerNotRunningException", `Crawler with name ${name} isn't running`);

/** AWS says that one index of a table is made or deleted at a time, in these words, and not by which code. */
export const indexIsBusy = (name: string, status: string) =>
  new AwsError(
    "ResourceNumberLimitExceededException",
    `Index ${name} is in ${status} state. Only 1 index can be created or deleted simultaneously per table.`,
  );

/** How AWS words these four is not documented. */
export const tooManyIndexes = (most: number) =>
  new AwsError("ResourceNumberLimitExceededException", `A table has at most ${most} partition indexes.`);

export const indexExists = (name: string) =>
  new AwsError("AlreadyExistsException", `Index ${name}, or one with the same keys, already exists.`);

export const indexNotFound = (name: string) => notFound(`Index ${name} not found.`);

export const noSuchKey = (key: string) => invalidInput(`Index key ${key} is no partition key of the table`);

/** A refusal of one item of a batch: it travels inside a response with status 200. */
export const errorDetail = ({ code, message }: { code: string; message: string }): Wire<ErrorDetail> => ({
  ErrorCode: code,
  ErrorMessage: message,
});
