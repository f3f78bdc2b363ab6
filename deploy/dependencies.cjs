// A plugin of osls, which makes one of every plugin with `new`; tsx bridges to the TypeScript.
const { plainDependencies } = require("tsx/cjs/api").require("./dependencies.ts", __filename);

module.exports = function plainFunctions({ service }) {
  this.hooks = {
    "after:package:compileFunctions"() {
      const resources = service.provider.compiledCloudFormationTemplate.Resources;
      for (const [id, resource] of Object.entries(resources)) {
        if (resource.Type === "AWS::Lambda::Function") resources[id] = plainDependencies(resource);
      }
    },
  };
};
