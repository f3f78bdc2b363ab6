/** Which action a request means: its method, what it is about, and the sub-resource named in its query. */
import type { S3Action } from "./action.ts";
import { abortMultipartUpload } from "./actions/abort-multipart-upload.ts";
import { completeMultipartUpload } from "./actions/complete-multipart-upload.ts";
import { copyObject } from "./actions/copy-object.ts";
import { createBucket } from "./actions/create-bucket.ts";
import { createMultipartUpload } from "./actions/create-multipart-upload.ts";
import { deleteBucket } from "./actions/delete-bucket.ts";
import { deleteObject } from "./actions/delete-object.ts";
import { deleteObjects } from "./actions/delete-objects.ts";
import { getBucketLocation } from "./actions/get-bucket-location.ts";
import { getBucketNotificationConfiguration } from "./actions/get-bucket-notification-configuration.ts";
import { getObject } from "./actions/get-object.ts";
import { getObjectTagging } from "./actions/get-object-tagging.ts";
import { headBucket } from "./actions/head-bucket.ts";
import { headObject } from "./actions/head-object.ts";
import { listBuckets } from "./actions/list-buckets.ts";
import { listMultipartUploads } from "./actions/list-multipart-uploads.ts";
import { listObjectVersions } from "./actions/list-object-versions.ts";
import { listObjects } from "./actions/list-objects.ts";
import { listObjectsV2 } from "./actions/list-objects-v2.ts";
import { listParts } from "./actions/list-parts.ts";
import { putBucketNotificationConfiguration } from "./actions/put-bucket-notification-configuration.ts";
import { putBucketPolicy } from "./actions/put-bucket-policy.ts";
import { putObject } from "./actions/put-object.ts";
import { uploadPart } from "./actions/upload-part.ts";
import { uploadPartCopy } from "./actions/upload-part-copy.ts";

export interface Route {
  readonly operation: string;
  readonly action: S3Action;
}

export const routes: Readonly<Record<string, Route>> = {
  "GET service": { operation: "ListBuckets", action: listBuckets },
  "PUT bucket": { operation: "CreateBucket", action: createBucket },
  "HEAD bucket": { operation: "HeadBucket", action: headBucket },
  "DELETE bucket": { operation: "DeleteBucket", action: deleteBucket },
  "GET bucket": { operation: "ListObjects", action: listObjects },
  "GET bucket?list-type": { operation: "ListObjectsV2", action: listObjectsV2 },
  "GET bucket?uploads": { operation: "ListMultipartUploads", action: listMultipartUploads },
  "GET bucket?versions": { operation: "ListObjectVersions", action: listObjectVersions },
  "GET bucket?location": { operation: "GetBucketLocation", action: getBucketLocation },
  "GET bucket?notification": {
    operation: "GetBucketNotificationConfiguration",
    action: getBucketNotificationConfiguration,
  },
  "PUT bucket?notification": {
    operation: "PutBucketNotificationConfiguration",
    action: putBucketNotificationConfiguration,
  },
  "PUT bucket?policy": { operation: "PutBucketPolicy", action: putBucketPolicy },
  "POST bucket?delete": { operation: "DeleteObjects", action: deleteObjects },
  "PUT object": { operation: "PutObject", action: putObject },
  "PUT object from object": { operation: "CopyObject", action: copyObject },
  "GET object": { operation: "GetObject", action: getObject },
  "GET object?tagging": { operation: "GetObjectTagging", action: getObjectTagging },
  "HEAD object": { operation: "HeadObject", action: headObject },
  "DELETE object": { operation: "DeleteObject", action: deleteObject },
  "POST object?uploads": { operation: "CreateMultipartUpload", action: createMultipartUpload },
  "PUT object?uploadId": { operation: "UploadPart", action: uploadPart },
  "PUT object?uploadId from object": { operation: "UploadPartCopy", action: uploadPartCopy },
  "GET object?uploadId": { operation: "ListParts", action: listParts },
  "POST object?uploadId": { operation: "CompleteMultipartUpload", action: completeMultipartUpload },
  "DELETE object?uploadId": { operation: "AbortMultipartUpload", action: abortMultipartUpload },
};

/**
 * Query parameters that change what a request means (S3 API reference). Left unseen, `PUT /b/k?tagging` would
 * overwrite an object with its own tags.
 */
export const SUB_RESOURCES: ReadonlySet<string> = new Set([
  ..."accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold".split(
    " ",
  ),
  ..."lifecycle list-type location logging metadataConfiguration metadataTable metrics notification object-lock".split(
    " ",
  ),
  ..."ownershipControls policy policyStatus publicAccessBlock renameObject replication requestPayment".split(
    " ",
  ),
  ..."restore retention select session tagging torrent uploadId uploads versionId versioning versions".split(
    " ",
  ),
  "website",
]);
