import { FINDINGS_PREFIX } from "../shared/file-checks/file-finding.ts";
import { objectsArn } from "./arns.ts";
import type { Deployment } from "./deployment.ts";
import type { EventPipeline } from "./event-pipelines.ts";
import {
  learnWhatIsMissing,
  listObjects,
  readObjects,
  registerPartitions,
  useBucketKey,
} from "./statements.ts";

/**
 * Reads files of guarded datasets, registers their partitions, and keeps what it found. It looks for another file of a
 * partition if the first is gone, of which S3 tells only who may list the bucket.
 */
export function guarding({ guard }: EventPipeline, deployment: Deployment): readonly object[] {
  const { datasets } = guard!;
  const prefixes = datasets.map(({ prefix }) => prefix);
  return [
    registerPartitions(deployment, datasets),
    readObjects(deployment, prefixes),
    listObjects(deployment, prefixes),
    learnWhatIsMissing(deployment),
    {
      Sid: "WriteFindings",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: objectsArn(deployment.bucket, FINDINGS_PREFIX),
    },
    ...useBucketKey(deployment, { writes: true }),
  ];
}
