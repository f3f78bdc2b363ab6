// A plugin of osls, which makes one of every plugin with `new`; tsx bridges to the TypeScript.
const { leftBucket } = require("tsx/cjs/api").require("./same-bucket.ts", __filename);
const { DescribeStacksCommand } = require("@aws-sdk/client-cloudformation");

module.exports = function sameBucket(serverless) {
  const { service } = serverless;
  const outputOf = async (name) => {
    const provider = serverless.getProvider("aws");
    const client = await provider.getCloudFormationClient();
    try {
      const command = new DescribeStacksCommand({ StackName: provider.naming.getStackName() });
      const { Stacks } = await client.send(command);
      return Stacks[0].Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
    } catch (thrown) {
      // The stage is new.
      if (thrown.name === "ValidationError" && /does not exist/.test(thrown.message)) return undefined;
      throw thrown;
    }
  };
  this.hooks = {
    // After packaging, before anything is sent to AWS.
    "before:deploy:deploy": async () => {
      const wanted = service.resources.Outputs.BucketName.Value;
      const { moveFrom } = service.custom;
      const stage = serverless.getProvider("aws").getStage();
      const problem = leftBucket({ deployed: await outputOf("BucketName"), wanted, moveFrom }, stage);
      if (problem !== undefined) throw new serverless.classes.Error(problem, "STAGE_WOULD_LEAVE_ITS_BUCKET");
    },
  };
};
