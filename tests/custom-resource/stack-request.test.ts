import { describe, expect, test } from "@jest/globals";
import { readStackRequest, responseTo, textsOf } from "../../shared/custom-resource/stack-request.ts";

const event = {
  RequestType: "Delete",
  ResponseURL: "https://answers.test/?signature",
  StackId: "stack",
  RequestId: "request",
  ResourceType: "Custom::EmptyBuckets",
  LogicalResourceId: "EmptyBuckets",
  PhysicalResourceId: "made-by-an-earlier-version",
  ResourceProperties: { ServiceToken: "arn", Buckets: ["arn:aws:s3:::lake"] },
};

describe("a request of CloudFormation", () => {
  test("is read, and its identity goes back as it came", () => {
    const request = readStackRequest(event);
    expect(request).toMatchObject({
      type: "Delete",
      properties: { Buckets: ["arn:aws:s3:::lake"] },
      responseUrl: event.ResponseURL,
    });
    expect(JSON.parse(responseTo(request, { status: "SUCCESS", reason: "done" }))).toEqual({
      Status: "SUCCESS",
      Reason: "done",
      StackId: "stack",
      RequestId: "request",
      LogicalResourceId: "EmptyBuckets",
      PhysicalResourceId: "made-by-an-earlier-version",
    });
  });

  test("to create has no physical id yet; the logical one becomes it", () => {
    const { PhysicalResourceId: _, ...creation } = { ...event, RequestType: "Create" };
    expect(readStackRequest(creation).identity.PhysicalResourceId).toBe("EmptyBuckets");
  });

  test("of a template without properties has none, and a property that is no list holds no texts", () => {
    expect(readStackRequest({ ...event, ResourceProperties: undefined }).properties).toEqual({});
    expect([undefined, "lake", [1, "lake"]].map(textsOf)).toEqual([[], [], ["lake"]]);
  });

  test("is answered in less than 4,096 bytes, however long the reason", () => {
    const answer = responseTo(readStackRequest(event), { status: "FAILED", reason: "ü".repeat(9_000) });
    expect(Buffer.byteLength(answer)).toBeLessThan(4_096);
  });

  test.each([
    ["nothing", undefined, "it has no RequestType"],
    ["an event of S3", { Records: [] }, "it has no RequestType"],
    ["another verb", { ...event, RequestType: "Drop" }, 'CloudFormation sends no request of type "Drop"'],
    ["no address to answer to", { ...event, ResponseURL: "" }, "it has no ResponseURL"],
  ])("is not %s", (_, wrong, message) => {
    expect(() => readStackRequest(wrong)).toThrow(message);
  });
});
