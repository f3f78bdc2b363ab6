import { aws } from "./aws-cli-command.ts";
import type { Facts, PipelineFacts } from "./facts.ts";
import { type DoctorFinding, type Fault, judge } from "./finding.ts";
import type { Mapping } from "./port.ts";
import { both } from "./probe-result.ts";
import { makingFunction, makingSource } from "./remake-commands.ts";

/** The checks of the functions that read queues: are they there, are they fed, and may enough of them run. */
export function* checkFunctions(facts: Facts): Generator<DoctorFinding> {
  const { pipelines, concurrency } = facts;
  for (const pipeline of pipelines) {
    const { functionName, queueName, lambda, mappings } = pipeline;
    yield* judge(both(lambda, mappings), {
      check: "event source",
      where: functionName,
      faults: ([, fed]) => mappingFaults(fed, pipeline, facts),
      ok: () => `is fed by ${queueName} and answers for each message`,
      missing: {
        code: "FUNCTION_MISSING",
        what: "there is no such function: nothing reads the queue",
        fix: makingFunction(pipeline, facts),
      },
    });
    yield* judge(both(lambda, mappings), {
      check: "concurrency",
      where: functionName,
      faults: function* ([{ reserved }, fed]) {
        const wanted = concurrencyOf(fed, queueName);
        if (reserved === undefined || reserved >= wanted) return;
        yield {
          code: "CONCURRENCY_RESERVED",
          what:
            reserved === 0
              ? "the function is stopped: no concurrency is reserved for it"
              : `the queue starts ${wanted} at once, ${reserved} may run: the rest count as deliveries that failed`,
          fix: aws("lambda", "delete-function-concurrency", { "function-name": functionName }),
        };
      },
      ok: ([{ reserved }]) => (reserved === undefined ? "nothing is reserved" : `${reserved} are reserved`),
    });
  }
  const fed = pipelines.flatMap(({ mappings, queueName }) =>
    mappings.kind === "read" ? [concurrencyOf(mappings.value, queueName)] : [],
  );
  const wanted = fed.reduce((sum, one) => sum + one, 0);
  yield* judge(concurrency, {
    check: "concurrency",
    where: "the account",
    faults: function* (unreserved) {
      if (unreserved > wanted) return;
      yield {
        code: "CONCURRENCY_SCARCE",
        what: `${unreserved} functions may run at once for all that reserve nothing; the queues alone may start ${wanted}`,
        fix: aws("service-quotas", "request-service-quota-increase", {
          "service-code": "lambda",
          "quota-code": "L-B99A9384",
          "desired-value": 1000,
        }),
      };
    },
    ok: (unreserved) => `${unreserved} unreserved, the queues start ${wanted} at most`,
  });
}

/** How many a queue starts at once. Without a bound Lambda begins with five, and adds to them. */
const concurrencyOf = (mappings: readonly Mapping[], queueName: string) =>
  mappings.find(({ queue }) => queue.endsWith(`:${queueName}`))?.concurrency ?? 5;

function* mappingFaults(
  mappings: readonly Mapping[],
  { functionName, queueName }: PipelineFacts,
  facts: Facts,
): Generator<Fault> {
  const mapping = mappings.find(({ queue }) => queue.endsWith(`:${queueName}`));
  if (mapping === undefined) {
    yield {
      code: "MAPPING_MISSING",
      what: `${queueName} does not feed ${functionName}: messages wait until SQS deletes them`,
      fix: makingSource(functionName, facts),
    };
    return;
  }
  const wanted = facts.wanted?.functions.get(functionName)?.source;
  // As many as the template says; five, with which Lambda begins, where nothing says where the stage lies.
  const wantedConcurrency = wanted?.concurrency ?? 5;
  const update = (flag: string, value: string | true, more: Readonly<Record<string, number>> = {}) =>
    aws("lambda", "update-event-source-mapping", { uuid: mapping.id, [flag]: value, ...more });
  if (!mapping.enabled) {
    yield {
      code: "MAPPING_DISABLED",
      what: `${queueName} is not read: the event source mapping is disabled`,
      fix: update("enabled", true),
    };
  }
  if (!mapping.reportsItems) {
    yield {
      code: "MAPPING_ALL_OR_NOTHING",
      what: "ReportBatchItemFailures is off: Lambda deletes the messages that the function gave back as failed",
      fix: update("function-response-types", "ReportBatchItemFailures"),
    };
  }
  if (mapping.concurrency === undefined) {
    yield {
      code: "MAPPING_UNBOUNDED",
      what: "no maximum concurrency: a burst starts as many functions as the account allows, which Glue then throttles",
      fix: update("scaling-config", `MaximumConcurrency=${wantedConcurrency}`),
    };
  }
  if (wanted !== undefined && mapping.batch !== wanted.batchSize) {
    yield {
      code: "MAPPING_BATCH",
      what: `takes batches of up to ${mapping.batch} messages, not ${wanted.batchSize}: calls are made for fewer, or time is too short for more`,
      // Lambda takes more than ten only with a window.
      fix: update("batch-size", String(wanted.batchSize), {
        "maximum-batching-window-in-seconds": wanted.window,
      }),
    };
  }
}
