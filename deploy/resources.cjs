// osls reads ${file()} with require() and takes a .ts file for plain text, silently; tsx bridges the two.
const { require: load } = require("tsx/cjs/api");

try {
  // Before anything that goes by the list is loaded.
  load("./outside-list.ts", __filename).goBy(process.env.REGISTRAR_DATASETS);
  module.exports = load("./resources.ts", __filename);
} catch (thrown) {
  if (thrown.name !== "ConfigurationError") throw thrown;
  module.exports = saidOnce(thrown);
}

/** osls tells what each of its variables comes to: one of them fails, and the others do not. */
function saidOnce(error) {
  error.stack = String(error); // which osls prints
  return {
    service() {
      throw error;
    },
    delivery: { functionTimeout: 30 },
    bucket: "",
    functions: {},
    resources: {},
  };
}
