// osls reads ${file()} with require() and takes a .ts file for plain text, silently; tsx bridges the two.
module.exports = require("tsx/cjs/api").require("./resources.ts", __filename);
