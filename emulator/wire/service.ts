/** What one emulated AWS service looks like to the listener in http.ts. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json | undefined };
export type JsonObject = { [name: string]: Json | undefined };

/** One operation: checks its input, changes the service's state, answers. Throws AwsError to refuse. */
export type Action = (input: JsonObject) => JsonObject | Promise<JsonObject>;

/** A service of the AWS JSON protocol, chosen by the header `X-Amz-Target: <target>.<operation>`. */
export interface JsonService {
  /** How requests name the service: "AWSGlue", "AmazonSQS", "AmazonAthena". */
  readonly target: string;
  readonly version: "1.0" | "1.1";
  readonly actions: Readonly<Record<string, Action>>;
}

/** A service of the AWS query protocol, chosen by the version of its API, which the request names. */
export interface QueryService {
  /** In faults and in the request log: "SNS". */
  readonly name: string;
  /** "2010-03-31" */
  readonly version: string;
  /** Of its XML. */
  readonly namespace: string;
  /** Their requests hold texts, also where the API has numbers. */
  readonly actions: Readonly<Record<string, QueryAction>>;
}

/** An operation of such a service: it is told by whose key the request is signed, if it is. */
export type QueryAction = (
  input: JsonObject,
  accessKeyId: string | undefined,
) => JsonObject | Promise<JsonObject>;

/** A request of the query protocol with numbers where the API has some; what is no number stays as it is. */
export function withNumbers(input: JsonObject, names: readonly string[]): JsonObject {
  const numbers = names.filter((name) => /^-?\d+$/.test(String(input[name])));
  return { ...input, ...Object.fromEntries(numbers.map((name) => [name, Number(input[name])])) };
}

/** The actions of a service by their names on the wire, each given what it works on. */
export function bindAll<Parts, Bound>(
  actions: Readonly<Record<string, (parts: Parts) => Bound>>,
  parts: Parts,
): Readonly<Record<string, Bound>> {
  return Object.fromEntries(Object.entries(actions).map(([name, bind]) => [name, bind(parts)]));
}

/** A refusal exactly as AWS words it: rendered by http.ts in the protocol of the service. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.status = status;
  }
}
