import { crawlerName } from "../shared/runtime/names.ts";
import { glueArn } from "./arns.ts";
import type { Resources } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { deregistering } from "./deregister-role.ts";
import type { EventPipeline } from "./event-pipelines.ts";
import { guarding } from "./guard-role.ts";
import { looking } from "./look-role.ts";
import { LAMBDA, role } from "./role-resource.ts";
import { consume, registerPartitions, send, writeLogs } from "./statements.ts";

/**
 * What the functions may do, and nothing else. Those that register and crawl have nothing on S3: they never read an object, and
 * Glue records a partition's Location without looking there (only a location registered with Lake Formation is checked,
 * by Lake Formation's own permissions).
 */
export function roles(pipelines: readonly EventPipeline[], deployment: Deployment): Resources {
  return Object.fromEntries(
    pipelines.map((pipeline) => {
      const statements = [
        writeLogs(pipeline.functionName),
        consume(pipeline.queue),
        send("Park", pipeline.parking),
        ...OWN[pipeline.consumer](pipeline, deployment, pipelines),
      ];
      return [pipeline.roleId, role(pipeline.functionName, LAMBDA, pipeline.consumer, statements)];
    }),
  );
}

const OWN = {
  register: registering,
  crawl: crawling,
  deregister: deregistering,
  guard: guarding,
  look: looking,
} as const;

/** Without a dataset there is no statement on tables: IAM refuses one on nothing. */
function registering({ datasets, guard, looks }: EventPipeline, deployment: Deployment): readonly object[] {
  return [
    ...(datasets.length === 0 ? [] : [registerPartitions(deployment, datasets)]),
    ...(guard === undefined ? [] : [send("SendFileChecks", guard.queue)]),
    ...(looks === undefined ? [] : [send("AskForLooks", looks.queue)]),
  ];
}

/**
 * Crawl requests go back to the function's own queue. All three calls on crawlers, ListCrawls too, can be limited to single ones.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
 */
function crawling({ datasets, queue, looks }: EventPipeline, { stage }: Deployment): readonly object[] {
  return [
    send("SendCrawlRequests", queue),
    ...(looks === undefined ? [] : [send("AskForLooks", looks.queue)]),
    {
      Sid: "RunCrawlers",
      Effect: "Allow",
      Action: ["glue:GetCrawler", "glue:StartCrawler", "glue:ListCrawls"],
      Resource: datasets.map(({ name }) => glueArn(`crawler/${crawlerName(stage, name)}`)),
    },
  ];
}
