import { AwsError } from "../../wire/service.ts";
import { emptyAnswer, type S3Action } from "../action.ts";
import { readUpload } from "../body.ts";

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Condition?: object;
}

/** Nobody is told apart here, so of all that a policy can say only what holds for everybody has an effect. */
export const putBucketPolicy: S3Action = ({ store }, request) => {
  const bucket = store.bucket(request.bucket);
  bucket.refusesWrites = statementsOf(readUpload(request).bytes).some(refusesEverybodysWrites);
  return emptyAnswer(204);
};

function statementsOf(body: Buffer): readonly Statement[] {
  try {
    const { Statement } = JSON.parse(body.toString("utf8"));
    return Array.isArray(Statement) ? Statement : [Statement];
  } catch {
    throw new AwsError("MalformedPolicy", "This policy contains invalid Json");
  }
}

function refusesEverybodysWrites({ Effect, Principal, Action = [], Condition }: Statement): boolean {
  return (
    Effect === "Deny" &&
    Principal === "*" &&
    Condition === undefined &&
    [Action].flat().includes("s3:PutObject")
  );
}
