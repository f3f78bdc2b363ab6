/**
 * What the longest names that AWS has for a partition and a Region would make of a value of the template: nobody knows
 * yet where it is deployed.
 */
export function longestText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(longestText);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [[intrinsic, operand] = ["", undefined]] = entries;
  if (intrinsic === "Ref") return PSEUDO_PARAMETERS[String(operand)] ?? SOME_ARN;
  if (intrinsic === "Fn::GetAtt") return SOME_ARN;
  if (intrinsic === "Fn::Sub") {
    return String(operand).replace(
      /\$\{([^}]+)\}/g,
      (_, name: string) => PSEUDO_PARAMETERS[name] ?? SOME_ARN,
    );
  }
  return Object.fromEntries(entries.map(([name, item]) => [name, longestText(item)]));
}

/** Characters, as AWS counts them in a policy: white space has no part in it. */
export const longestLength = (value: unknown): number => JSON.stringify(longestText(value)).length;

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  "AWS::Partition": "aws-us-gov",
  "AWS::Region": "ap-northeast-1",
  "AWS::AccountId": "123456789012",
  "AWS::StackId":
    "arn:aws-us-gov:cloudformation:ap-northeast-1:123456789012:stack/stock-trades-partitions-abcdefghijklmnop/11111111-2222-3333-4444-555555555555",
};

/** As long as any of this stack: a queue of the stage with the longest name. */
const SOME_ARN =
  "arn:aws-us-gov:sqs:ap-northeast-1:123456789012:stock-trades-partitions-abcdefghijklmnop-deregister-parking";
