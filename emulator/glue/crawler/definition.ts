/** A crawler as its owner defined it, and what makes AWS refuse such a definition. */

import type { CreateCrawlerRequest } from "@aws-sdk/client-glue";
import { AwsError } from "../../wire/service.ts";
import type { Wire } from "../../wire/validation.ts";
import { invalidInput } from "../errors.ts";
import { readConfiguration } from "./configuration.ts";
import { excludedBy } from "./exclusions.ts";

export type CrawlerDefinition = Omit<Wire<CreateCrawlerRequest>, "Tags" | "CatalogId">;

/** s3://bucket/ and a folder, whose last slash may be missing. */
const S3_PATH = /^s3:\/\/[^/]+(\/.*)?$/;

/** What the API reference says when a request says nothing. */
export const behaviorsOf = ({ SchemaChangePolicy, RecrawlPolicy }: CrawlerDefinition) => ({
  update: SchemaChangePolicy?.UpdateBehavior ?? "UPDATE_IN_DATABASE",
  remove: SchemaChangePolicy?.DeleteBehavior ?? "DEPRECATE_IN_DATABASE",
  recrawl: RecrawlPolicy?.RecrawlBehavior ?? "CRAWL_EVERYTHING",
});

/** Throws the refusal of CreateCrawler and UpdateCrawler. */
export function checkDefinition(definition: CrawlerDefinition): void {
  checkTargets(definition);
  checkPolicies(definition);
  checkSchedule(definition.Schedule);
  readConfiguration(definition.Configuration);
}

function checkTargets({ Targets, DatabaseName }: CrawlerDefinition): void {
  const { S3Targets = [], CatalogTargets = [] } = Targets;
  if (S3Targets.length + CatalogTargets.length === 0) throw invalidInput("Crawler targets must not be empty");
  // AWS Glue Developer Guide, "Defining a crawler": existing tables mix with no other kind of source.
  if (S3Targets.length > 0 && CatalogTargets.length > 0)
    throw invalidInput("Catalog targets cannot be combined with targets of other types");
  if (S3Targets.length > 0 && DatabaseName === undefined)
    throw invalidInput("DatabaseName must not be null for Amazon S3 targets");
  for (const { Path = "", Exclusions = [] } of S3Targets) {
    if (!S3_PATH.test(Path)) throw invalidInput(`The S3 path '${Path}' is not valid`);
    excludedBy(Exclusions);
  }
}

function checkPolicies(definition: CrawlerDefinition): void {
  const { update, remove, recrawl } = behaviorsOf(definition);
  if (recrawl === "CRAWL_NEW_FOLDERS_ONLY") {
    if ((definition.Targets.CatalogTargets ?? []).length > 0)
      throw invalidInput('RecrawlBehavior "Crawl new folders only" can only apply to Amazon S3 target.');
    if (update !== "LOG" || remove !== "LOG")
      throw invalidInput(
        'The SchemaChangePolicy for "Crawl new folders only" Amazon S3 target can have only LOG DeleteBehavior value and LOG UpdateBehavior value.',
      );
  }
  if (recrawl === "CRAWL_EVENT_MODE") throw notOffered(`RecrawlBehavior ${recrawl}`);
  if (remove !== "LOG") throw notOffered(`DeleteBehavior ${remove}`);
}

function checkSchedule(schedule: string | undefined): void {
  if (schedule !== undefined && !/^cron\((\S+ ){5}\S+\)$/.test(schedule))
    throw invalidInput(`The schedule expression '${schedule}' is not valid`);
}

const notOffered = (what: string) =>
  new AwsError("UnsupportedOperationException", `The emulator does not offer ${what}`);
