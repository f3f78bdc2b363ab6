import type { Resource } from "./cloudformation.ts";

/** A service that assumes a role, and under which condition it may. */
export interface Trusted {
  readonly service: "lambda" | "glue" | "scheduler";
  readonly condition?: object;
}

export const LAMBDA: Trusted = { service: "lambda" };

/** A role with one inline policy, for a service to assume. */
export function role(
  RoleName: string,
  { service, condition }: Trusted,
  PolicyName: string,
  Statement: readonly object[],
): Resource {
  const trusted = {
    Effect: "Allow",
    Principal: { Service: `${service}.amazonaws.com` },
    Action: "sts:AssumeRole",
    ...(condition === undefined ? {} : { Condition: condition }),
  };
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName,
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trusted] },
      Policies: [{ PolicyName, PolicyDocument: { Version: "2012-10-17", Statement } }],
    },
  };
}
