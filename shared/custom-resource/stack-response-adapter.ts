import { messageOf, RegistrarError } from "../runtime/errors.ts";

/** Requests in all, of which each may take 5 s. */
const ATTEMPTS = 3;
const REQUEST_TIMEOUT = 5_000;

/**
 * Puts an answer where CloudFormation waits for it. Throws RegistrarError (STACK_UNANSWERED) when it cannot: then Lambda
 * invokes the function again, twice, with the same request.
 */
export async function sendResponse(url: string, document: string): Promise<void> {
  let failure: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      // As bytes, because fetch would name a Content-Type for text, and the address is signed for none.
      const body = new TextEncoder().encode(document);
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT);
      const { ok, status } = await fetch(url, { method: "PUT", body, signal });
      if (ok) return;
      failure = new Error(`HTTP ${status}`);
    } catch (thrown) {
      failure = thrown;
    }
  }
  throw new RegistrarError(
    "STACK_UNANSWERED",
    `CloudFormation could not be told what became of its request: ${messageOf(failure)}`,
    { retryable: true, cause: failure },
  );
}
