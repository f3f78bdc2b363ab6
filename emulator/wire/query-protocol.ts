/** The AWS query protocol: a form with `Action` and `Version` in, XML out. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
import { randomUUID } from "node:crypto";
import { element, type XmlContent } from "../s3/xml.ts";
import { AwsError, type Json, type JsonObject, type QueryService } from "./service.ts";
import { type Call, header, type WireRequest, type WireResponse } from "./wire.ts";

/** Finds who serves the form's version; undefined if it is no form, or of an API that the emulator does not speak. */
export function queryCall(services: readonly QueryService[], request: WireRequest): Call | undefined {
  const form = formOf(request);
  const service = services.find(({ version }) => version === form?.get("Version"));
  if (form === undefined || service === undefined) return undefined;
  const operation = form.get("Action") ?? "";
  const requestId = randomUUID();
  return {
    service: service.name,
    operation,
    refuse: (error) => refusal(service, error, requestId),
    run: async () => {
      const output = await actionOf(service, operation)(inputOf(form), accessKeyOf(request));
      return answer(service, 200, `${operation}Response`, [
        element(`${operation}Result`, contentOf(output)),
        element("ResponseMetadata", [element("RequestId", requestId)]),
      ]);
    },
  };
}

/** `Authorization: AWS4-HMAC-SHA256 Credential=AKIA…/20261120/us-east-1/sts/aws4_request, …` → "AKIA…" */
function accessKeyOf({ headers }: WireRequest): string | undefined {
  return /Credential=([^/,\s]+)\//.exec(header(headers, "authorization") ?? "")?.[1];
}

/** Text, or elements: the entries of a list are called `member`. */
function contentOf(value: Json | undefined): XmlContent {
  if (Array.isArray(value)) return value.map((entry) => element("member", contentOf(entry)));
  if (value === null || typeof value !== "object") return String(value);
  return Object.entries(value).map(([name, entry]) => element(name, contentOf(entry)));
}

/** The body of a request that is a form. */
export function formOf({ headers, body }: WireRequest): URLSearchParams | undefined {
  const isForm = header(headers, "content-type")?.startsWith("application/x-www-form-urlencoded") === true;
  return isForm ? new URLSearchParams(body.toString("utf8")) : undefined;
}

function actionOf({ name, actions }: QueryService, operation: string): QueryService["actions"][string] {
  const action = Object.hasOwn(actions, operation) ? actions[operation] : undefined;
  if (action !== undefined) return action;
  const supported = Object.keys(actions).sort().join(", ");
  const message = `the emulator has no ${name}.${operation}; supported: ${supported}`;
  throw new AwsError("InvalidAction", message);
}

/** `Attributes.entry.1.Name=outcome&Attributes.entry.1.Value.DataType=String` → { Attributes: { outcome: { DataType: "String" } } } */
function inputOf(form: URLSearchParams): JsonObject {
  const input: JsonObject = {};
  for (const [path, value] of form) {
    if (path === "Action" || path === "Version") continue;
    const names = path.split(".");
    let at = input;
    for (const name of names.slice(0, -1)) {
      at[name] ??= {};
      at = at[name] as JsonObject;
    }
    at[names.at(-1)!] = value;
  }
  return folded(input) as JsonObject;
}

/** Maps are numbered entries of a name and a value, lists numbered members. */
function folded(value: JsonObject[string]): JsonObject[string] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const { entry, member } = value as Readonly<Record<string, JsonObject | undefined>>;
  if (entry !== undefined) {
    const entries = Object.values(entry) as readonly JsonObject[];
    return Object.fromEntries(entries.map((one) => [one.Name ?? one.key, folded(one.Value ?? one.value)]));
  }
  if (member !== undefined) return Object.values(member).map((one) => folded(one) ?? null);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, folded(one)]));
}

function refusal(
  service: QueryService,
  { code, message, status }: AwsError,
  requestId: string,
): WireResponse {
  return answer(service, status, "ErrorResponse", [
    element("Error", [
      element("Type", status < 500 ? "Sender" : "Receiver"),
      // By this name, but for the JSON protocols.
      element("Code", code === "ValidationException" ? "ValidationError" : code),
      element("Message", message),
    ]),
    element("RequestId", requestId),
  ]);
}

function answer(
  { namespace }: QueryService,
  status: number,
  name: string,
  content: readonly string[],
): WireResponse {
  const body = `<${name} xmlns="${namespace}">${content.join("")}</${name}>`;
  return { status, headers: { "content-type": "text/xml" }, body };
}
