// A plugin of osls, which makes one of every plugin with `new`; tsx bridges to the TypeScript.
const { leftBucket, leftList } = require("tsx/cjs/api").require("./same-bucket.ts", __filename);
const { DescribeStacksCommand } = require("@aws-sdk/client-cloudformation");

module.exports = function sameBucket(serverless) {
  const { service } = serverless;
  const deployedOutputs = async () => {
    const provider = serverless.getProvider("aws");
    const client = await provider.getCloudFormationClient();
    try {
      const command = new DescribeStacksCommand({ StackName: provider.naming.getStackName() });
      const { Stacks } = await client.send(command);
      return new Map(Stacks[0].Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    } catch (thrown) {
      // The stage is new.
      if (thrown.name === "ValidationError" && /does not exist/.test(thrown.message)) return new Map();
      throw thrown;
    }
  };
  this.hooks = {
    // After packaging, before anything is sent to AWS.
    "before:deploy:deploy": async () => {
      const { BucketName, ListOfDatasets } = service.resources.Outputs;
      const { moveFrom } = service.custom;
      const stage = serverless.getProvider("aws").getStage();
      const deployed = await deployedOutputs();
      const bucket = { deployed: deployed.get("BucketName"), wanted: BucketName.Value, moveFrom };
      const list = { deployed: deployed.get("ListOfDatasets"), wanted: ListOfDatasets?.Value, moveFrom };
      const refuse = (problem, code) => {
        if (problem !== undefined) throw new serverless.classes.Error(problem, code);
      };
      refuse(leftBucket(bucket, stage), "STAGE_WOULD_LEAVE_ITS_BUCKET");
      refuse(leftList(list, stage), "STAGE_WOULD_LEAVE_ITS_LIST");
    },
  };
};
