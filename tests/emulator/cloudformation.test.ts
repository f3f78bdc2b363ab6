import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { clientConfig, type Emulator, startEmulator } from "../../emulator/index.ts";

const arn = (name: string, id: string) => `arn:aws:cloudformation:us-east-1:000000000000:stack/${name}/${id}`;

let emulator: Emulator;
let client: CloudFormationClient;

beforeAll(async () => {
  emulator = await startEmulator();
  client = new CloudFormationClient({ ...clientConfig(emulator), maxAttempts: 1 });
  emulator.stacks.put(arn("dev", "1"), { status: "DELETE_COMPLETE" });
  emulator.stacks.put(arn("dev", "2"), { status: "UPDATE_ROLLBACK_IN_PROGRESS" });
  emulator.stacks.put(arn("part", "3"), { status: "CREATE_COMPLETE", parentId: arn("dev", "2") });
});

afterAll(() => emulator.close());

const describeStacks = async (StackName?: string) => {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  return Stacks.map(({ StackId, StackName: name, StackStatus, ParentId }) => [
    StackId,
    name,
    StackStatus,
    ParentId,
  ]);
};

describe("CloudFormation", () => {
  test.each([
    ["by its id, also when it is gone", arn("dev", "1"), [arn("dev", "1"), "dev", "DELETE_COMPLETE"]],
    ["by its name, not of a gone one", "dev", [arn("dev", "2"), "dev", "UPDATE_ROLLBACK_IN_PROGRESS"]],
    ["of which stack it is a part", "part", [arn("part", "3"), "part", "CREATE_COMPLETE", arn("dev", "2")]],
  ])("tells of a stack %s", async (_, asked, [id, name, status, parent]) => {
    expect(await describeStacks(asked)).toEqual([[id, name, status, parent]]);
  });

  test("tells of all stacks that are there, if none is named", async () => {
    expect((await describeStacks()).map(([id]) => id)).toEqual([arn("dev", "2"), arn("part", "3")]);
  });

  test("tells nothing of a stack that it has never had", async () => {
    await expect(describeStacks("prod")).rejects.toMatchObject({
      name: "ValidationError",
      message: "Stack with id prod does not exist",
    });
  });
});
