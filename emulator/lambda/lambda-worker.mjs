/**
 * The inside of a local Lambda sandbox: a worker thread that holds one function's module and runs one invocation at a
 * time. Plain JavaScript, because a worker starts without the loader that reads TypeScript.
 */
import { parentPort, workerData } from "node:worker_threads";

const { file, handlerName, context: fixed } = workerData;

/** The machine's clock, also once the function has been given another. */
const machineNow = Date.now;

/** The two streams reach the other thread in pieces; an answer must not overtake the lines logged before it. */
const flush = () =>
  Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))),
  );

const describe = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

async function load() {
  const module = await import(file);
  const handler = module[handlerName] ?? module.default?.[handlerName];
  if (typeof handler !== "function") {
    throw Object.assign(new Error(`${file} has no function named ${handlerName}`), {
      name: "Runtime.HandlerNotFound",
    });
  }
  return handler;
}

/** Async handlers return a promise, old ones call back. */
const call = (handler, event, context) =>
  handler.length < 3
    ? handler(event, context)
    : new Promise((resolve, reject) => {
        const answer = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
        if (typeof answer?.then === "function") answer.then(resolve, reject);
      });

async function run(handler, { awsRequestId, deadline, ahead, payload }) {
  if (ahead !== undefined) Date.now = () => machineNow() + ahead;
  const context = {
    ...fixed,
    awsRequestId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - machineNow()),
  };
  try {
    const answer = await call(handler, JSON.parse(payload), context);
    await flush();
    parentPort.postMessage({ kind: "answered", payload: JSON.stringify(answer) });
  } catch (error) {
    await flush();
    parentPort.postMessage({ kind: "failed", ...describe(error) });
  }
}

try {
  const handler = await load();
  parentPort.on("message", (invocation) => void run(handler, invocation));
  parentPort.postMessage({ kind: "ready" });
} catch (error) {
  await flush();
  parentPort.postMessage({ kind: "failed", ...describe(error) });
}
