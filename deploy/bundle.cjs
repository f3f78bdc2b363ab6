// serverless-esbuild loads its options with require(); tsx lets it read the TypeScript that everyone else uses. Which list
// of datasets is bundled was settled before, by resources.cjs.
module.exports = () => require("tsx/cjs/api").require("./bundle.ts", __filename).packagingOptions;
