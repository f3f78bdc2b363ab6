import {
  BatchGetPartition$,
  BatchGetPartitionCommand,
  type BatchGetPartitionCommandInput,
} from "@aws-sdk/client-glue";
import { getSmithyContext } from "@smithy/core/client";

/**
 * BatchGetPartition whose request is written and whose answer is read by us and not by the SDK. Known partitions are read
 * with every batch, and Glue sends the columns of each along, which may be hundreds: to parse those, and to walk through
 * them as the SDK does, would cost several times what all the rest of a batch does. To walk through a thousand keys by
 * their schema costs more than to write them. Times in the answer stay numbers; errors, retries and everything else are
 * the SDK's.
 */
export function locationRead(input: BatchGetPartitionCommandInput): BatchGetPartitionCommand {
  const command = new BatchGetPartitionCommand(input);
  let answer: object = {};
  command.middlewareStack.add(
    (next, context) => {
      getSmithyContext(context).operationSchema = WITHOUT_OUTPUT;
      return async (request) => {
        const result = await next({ ...request, input: { ...input, PartitionsToGet: [] } });
        Object.assign(result.output, answer);
        return result;
      };
    },
    { step: "initialize", name: "locationsOnly" },
  );
  command.middlewareStack.add(
    (next) => (request) => {
      // Members are strings and lists of strings: AWS's JSON protocol writes them as JSON.stringify does.
      (request.request as { body: unknown }).body = Buffer.from(JSON.stringify(input));
      return next(request);
    },
    // Above the SDK's own, which counts the bytes of the body.
    { step: "build", priority: "high", name: "writeKeys" },
  );
  command.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      const response = result.response as { readonly statusCode: number; body: AsyncIterable<Uint8Array> };
      if (response.statusCode !== OK) return result;
      answer = parseLocations(await bytesOf(response.body));
      return { ...result, response: { ...response, body: new Uint8Array() } };
    },
    // Below the SDK's own, which sees an answer without a body.
    { step: "deserialize", priority: "low", name: "readLocations" },
  );
  return command;
}

const OK = 200;

/** As the SDK writes schemas (@smithy/types, static schemas): kind, namespace, name, traits, input, output. */
const [OPERATION, NAMESPACE, NAME, TRAITS, INPUT] = BatchGetPartition$;
const STRUCTURE = 3;
const NOTHING = [STRUCTURE, NAMESPACE, `${NAME}Response`, 0, [], []];
const WITHOUT_OUTPUT = [OPERATION, NAMESPACE, NAME, TRAITS, INPUT, NOTHING];

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * The object that a JSON text in UTF-8 says, its lists of columns empty. Where such a list ends is told by the first "]" behind
 * its beginning. Should that be in a string, as a column's comment may have it, then what remains is no JSON: the quote
 * that ends the string now begins one, and no name can follow that. Then all is parsed: slower, never different.
 */
export function parseLocations(json: Buffer): object {
  try {
    return JSON.parse(withoutColumns(json).toString());
  } catch {
    return JSON.parse(json.toString());
  }
}

/** Cannot stand inside a JSON string, whose quotes are escaped. */
const COLUMNS = Buffer.from('"Columns":[');

/** Cut out of the bytes, so that what nobody reads does not become text. */
function withoutColumns(json: Buffer): Buffer {
  const kept: Buffer[] = [];
  let from = 0;
  for (let start = json.indexOf(COLUMNS); start >= 0; start = json.indexOf(COLUMNS, from)) {
    kept.push(json.subarray(from, start + COLUMNS.length));
    from = json.indexOf("]", start);
    if (from < 0) return json;
  }
  return Buffer.concat([...kept, json.subarray(from)]);
}
