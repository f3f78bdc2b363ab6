/** Which action a request means: its method, what it is about, and the sub-resource named in its query. */
import type { actions } from "./actions.ts";

export const routes: Readonly<Record<string, keyof typeof actions>> = {
  "GET service": "ListBuckets",
  "PUT bucket": "CreateBucket",
  "HEAD bucket": "HeadBucket",
  "DELETE bucket": "DeleteBucket",
  "GET bucket": "ListObjects",
  "GET bucket?list-type": "ListObjectsV2",
  "GET bucket?uploads": "ListMultipartUploads",
  "GET bucket?versions": "ListObjectVersions",
  "GET bucket?location": "GetBucketLocation",
  "GET bucket?lifecycle": "GetBucketLifecycleConfiguration",
  "PUT bucket?lifecycle": "PutBucketLifecycleConfiguration",
  "GET bucket?notification": "GetBucketNotificationConfiguration",
  "PUT bucket?notification": "PutBucketNotificationConfiguration",
  "PUT bucket?policy": "PutBucketPolicy",
  "GET bucket?versioning": "GetBucketVersioning",
  "PUT bucket?versioning": "PutBucketVersioning",
  "POST bucket?delete": "DeleteObjects",
  "PUT object": "PutObject",
  "PUT object from object": "CopyObject",
  "GET object": "GetObject",
  "GET object?attributes": "GetObjectAttributes",
  "GET object?tagging": "GetObjectTagging",
  "HEAD object": "HeadObject",
  "DELETE object": "DeleteObject",
  "POST object?uploads": "CreateMultipartUpload",
  "PUT object?uploadId": "UploadPart",
  "PUT object?uploadId from object": "UploadPartCopy",
  "GET object?uploadId": "ListParts",
  "POST object?uploadId": "CompleteMultipartUpload",
  "DELETE object?uploadId": "AbortMultipartUpload",
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
