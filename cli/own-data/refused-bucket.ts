import { RegistrarError } from "../../shared/runtime/errors.ts";

/** A refusal of S3 to show a part of a bucket, with what to do about it. Anything else stays as it is. */
export function asRefusalOf(bucket: string, prefix: string, thrown: unknown): unknown {
  if (!(thrown instanceof RegistrarError) || thrown.code !== "STORE_REFUSED") return thrown;
  const advice = adviceFor(thrown.cause, bucket, prefix);
  if (advice === undefined) return thrown;
  const message = `${thrown.message.replace(/\.$/, "")}. ${advice}`;
  return new RegistrarError(thrown.code, message, { cause: thrown.cause });
}

/** What S3 answers, as the SDK's errors have it. */
interface Refusal {
  readonly name?: string;
  /** Of AuthorizationHeaderMalformed: the Region that S3 expected. */
  readonly Region?: string;
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

function adviceFor(cause: unknown, bucket: string, prefix: string): string | undefined {
  const { name = "", Region, $response } = (cause ?? {}) as Refusal;
  const region = $response?.headers?.["x-amz-bucket-region"] ?? Region;
  switch (name) {
    case "NoSuchBucket":
      return "Look at its name: aws s3 ls lists the buckets of the account";
    case "AccessDenied":
      return `It takes s3:ListBucket on arn:aws:s3:::${bucket} and s3:GetObject on arn:aws:s3:::${bucket}/${prefix}*`;
    case "PermanentRedirect":
    case "AuthorizationHeaderMalformed":
    case "IllegalLocationConstraintException":
      return region === undefined
        ? `The bucket is in another Region: aws s3api head-bucket --bucket ${bucket} tells which; export AWS_REGION`
        : `The bucket is in ${region}: export AWS_REGION=${region}`;
    default:
      return undefined;
  }
}
