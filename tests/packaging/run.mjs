// `npm run test:packaging`: what `serverless package` makes of the real serverless.yml, and what it refuses. Arguments
// are jest's.
import { runSuite } from "../support/jest.mjs";

process.exitCode = await runSuite("packaging", process.argv.slice(2));
