// Imports the bundle named on the command line and prints how many milliseconds that took.
import { pathToFileURL } from "node:url";

const { href } = pathToFileURL(process.argv[2]);
const before = performance.now();
await import(href);
console.log(performance.now() - before);
