import { resultsBucketName } from "../shared/runtime/names.ts";
import { accountId } from "./arns.ts";
import { PRIVATE, tlsOnly } from "./bucket.ts";
import { type Resources, sub } from "./cloudformation.ts";

/** Days. A dashboard reads its answer at once; a person comes back within the week. */
const KEPT = 7;

const nameIn = (stage: string) => resultsBucketName(stage, `\${AWS::AccountId}`);

/** The settings of a workgroup whose results lie in the stack's bucket. */
export const resultsInBucket = (stage: string) => ({
  ResultConfiguration: {
    OutputLocation: sub(`s3://${nameIn(stage)}/bi/`),
    EncryptionConfiguration: { EncryptionOption: "SSE_S3" },
    // Whoever takes the name after the bucket is gone gets nothing.
    ExpectedBucketOwner: accountId,
  },
});

/** Where the answers to dashboards lie. They can be had again for the price of a query, and go by themselves. */
export const resultsBucket = (stage: string): Resources => ({
  ResultsBucket: {
    Type: "AWS::S3::Bucket",
    // Goes with the stage, emptied by deploy/bucket-cleanup.ts.
    DeletionPolicy: "Delete",
    UpdateReplacePolicy: "Delete",
    Properties: {
      BucketName: sub(nameIn(stage)),
      ...PRIVATE,
      LifecycleConfiguration: {
        Rules: [
          {
            Id: "ExpireResults",
            Status: "Enabled",
            ExpirationInDays: KEPT,
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
    },
  },
  ResultsBucketPolicy: tlsOnly("ResultsBucket", nameIn(stage)),
});
