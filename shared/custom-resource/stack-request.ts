/**
 * What CloudFormation asks of a custom resource, and how it is answered. Without an answer it waits, for an hour, and
 * then fails: so whatever happens here ends in one.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html
 */
export interface StackRequest {
  readonly type: "Create" | "Update" | "Delete";
  /** Signed; takes one PUT. */
  readonly responseUrl: string;
  /** As the template gives them, texts and lists of texts alike; whoever reads them trusts none. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Goes back with the answer as it came. */
  readonly identity: Identity;
}

interface Identity {
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Stays the same for good: another one would tell CloudFormation that the resource was replaced. */
  readonly PhysicalResourceId: string;
}

export interface StackResponse {
  readonly status: "SUCCESS" | "FAILED";
  /** Shown among the events of the stack. */
  readonly reason: string;
}

/** Characters. The answer as a whole may have 4,096 bytes, and the identity needs some of them. */
const REASON = 1_000;

/** Reads the event of an invocation; throws TypeError at what CloudFormation did not send. */
export function readStackRequest(event: unknown): StackRequest {
  const request = isRecord(event) ? event : {};
  const text = (name: string) => {
    const value = request[name];
    if (typeof value === "string" && value !== "") return value;
    throw new TypeError(`this is no request of CloudFormation: it has no ${name}`);
  };
  const type = text("RequestType");
  if (type !== "Create" && type !== "Update" && type !== "Delete") {
    throw new TypeError(`CloudFormation sends no request of type ${JSON.stringify(type)}`);
  }
  const LogicalResourceId = text("LogicalResourceId");
  return {
    type,
    responseUrl: text("ResponseURL"),
    properties: isRecord(request.ResourceProperties) ? request.ResourceProperties : {},
    identity: {
      StackId: text("StackId"),
      RequestId: text("RequestId"),
      LogicalResourceId,
      PhysicalResourceId: type === "Create" ? LogicalResourceId : text("PhysicalResourceId"),
    },
  };
}

/** The document that CloudFormation waits for. */
export function responseTo({ identity }: StackRequest, { status, reason }: StackResponse): string {
  return JSON.stringify({ Status: status, Reason: reason.slice(0, REASON), ...identity });
}

/** The texts of a property that is a list of texts. */
export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
