// serverless-esbuild loads its options with require(); tsx lets it read the TypeScript that everyone else uses.
module.exports = () => require("tsx/cjs/api").require("./bundle.ts", __filename).packagingOptions;
