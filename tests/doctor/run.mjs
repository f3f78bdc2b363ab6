// `npm run test:doctor`: every fault of a stage, found alone, and mended by the commands that are given. Arguments are
// jest's.
import { runSuite } from "../support/jest.mjs";

process.exitCode = await runSuite("doctor", process.argv.slice(2));
