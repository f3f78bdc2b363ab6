/**
 * The measured process of steady-stream.ts: bundle, payload file, the file where Glue's answers will be, and
 * repetitions on the command line. Plain JavaScript, because the loader that reads TypeScript has threads whose CPU
 * would be counted.
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [bundle, payloadFile, answersFile, repetitions] = process.argv.slice(2);
const payload = readFileSync(payloadFile, "utf8");
const { handler } = await import(pathToFileURL(bundle).href);
const context = { getRemainingTimeInMillis: () => 30_000 };

/**
 * Rounds before the first timed one. With fewer, V8 still compiles in threads of its own, whoever's turn it is; and
 * so it does after a full collection, which forgets shapes: hence none is forced.
 */
const WARM_UP = 60;

const measured = {
  jsonParse: async () => cpuOf(() => [payload, ...answers].map((text) => JSON.parse(text))),
  payloadParse: async () => cpuOf(() => JSON.parse(payload)),
  handler: async () => {
    const event = JSON.parse(payload);
    return cpuOf(() => handler(event, context));
  },
  invocation: async () => cpuOf(async () => JSON.stringify(await handler(JSON.parse(payload), context))),
};

/** CPU milliseconds of all threads of this process. */
async function cpuOf(work) {
  // What survives two collections is old: the event of the handler is nobody's to copy any more.
  for (let times = 0; times < 2; times++) globalThis.gc({ type: "minor" });
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function heard(wanted) {
  const [message] = await new Promise((resolve) =>
    process.once("message", (...received) => resolve(received)),
  );
  if (message !== wanted) throw new Error(`expected ${wanted}, heard ${message}`);
}

// Whoever measures is gone: nobody reads the result.
process.once("disconnect", () => process.exit(1));

const first = await handler(JSON.parse(payload), context);
if (first.batchItemFailures.length > 0) throw new Error("the first batch did not succeed");
process.send({ kind: "registered" });
await heard("warm up");
const answers = JSON.parse(readFileSync(answersFile, "utf8"));
for (let round = 0; round < WARM_UP; round++) for (const measure of Object.values(measured)) await measure();
process.send({ kind: "warm" });
await heard("measure");

const names = Object.keys(measured);
const samples = Object.fromEntries(names.map((name) => [name, []]));
for (let round = 0; round < Number(repetitions); round++) {
  for (let turn = 0; turn < names.length; turn++) {
    const name = names[(round + turn) % names.length];
    samples[name].push(await measured[name]());
  }
}
process.removeAllListeners("disconnect");
process.send({ kind: "samples", samples }, () => process.disconnect());
