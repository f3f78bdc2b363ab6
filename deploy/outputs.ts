/** What a stack says of itself, for those who look at it or deploy it again. */
import { basename } from "node:path";
import type { DeclaredDataset } from "../shared/quality/quality.ts";
import { crawlerName, databaseName } from "../shared/runtime/names.ts";
import { type Output, pascalCase, ref } from "./cloudformation.ts";
import { crawlerId } from "./crawlers.ts";
import type { Deployment } from "./deployment.ts";
import type { EventPipeline } from "./event-pipelines.ts";
import type { Validation } from "./validation-settings.ts";

/** By which the next deployment notices that somebody forgot to name the list: deploy/same-bucket.ts. */
export const outputOfList = (file: string | undefined): Readonly<Record<string, Output>> =>
  file === undefined
    ? {}
    : {
        ListOfDatasets: {
          Description: "The list of datasets, outside of the checkout",
          Value: basename(file),
        },
      };

export const outputsOfEach = (datasets: readonly DeclaredDataset[], deployment: Deployment) => ({
  ...Object.fromEntries(datasets.map((dataset) => tableOutput(dataset, deployment))),
  ...Object.fromEntries(
    datasets
      .filter(({ strategy }) => strategy === "crawl")
      .map((dataset) => crawlerOutput(dataset, deployment)),
  ),
});

type NamedOutput = readonly [string, Output];

export const queueOutputs = ({ queue, parking }: EventPipeline): readonly NamedOutput[] => [
  [`${queue.id}Url`, { Description: "Where their events arrive", Value: ref(queue.id) }],
  [`${parking.id}Url`, { Description: "Where messages wait for a person", Value: ref(parking.id) }],
];

const tableOutput = ({ name, database, table }: DeclaredDataset, { stage }: Deployment): NamedOutput => [
  `${pascalCase(name)}TableName`,
  { Description: `Table of the dataset ${name}`, Value: `${databaseName(database, stage)}.${table}` },
];

const crawlerOutput = (dataset: DeclaredDataset, { stage }: Deployment): NamedOutput => [
  `${crawlerId(dataset)}Name`,
  { Description: `Crawler of the dataset ${dataset.name}`, Value: crawlerName(stage, dataset.name) },
];

export const validationOutputs = ({ workGroup }: Validation) => ({
  QualityTopicArn: {
    Description: "Where changes of the data's quality are told",
    Value: ref("QualityTopic"),
  },
  ValidationWorkGroupName: { Description: "Athena workgroup of the checks", Value: workGroup },
});
