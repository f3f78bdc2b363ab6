/** How crawl requests end, with the reasons that a person reads in the parking queue. Pure. */
import type { Outcome } from "../events/outcome.ts";
import type { CatalogError, ErrorCode } from "../runtime/errors.ts";
import { quoted } from "../runtime/text.ts";
import type { CrawlRequest } from "./crawl-request.ts";
import type { CrawlRun } from "./port.ts";
import { FAILURE_LIMIT, failuresOf, isCovered } from "./timing.ts";

/** How a crawl request ends by what the crawler has done; undefined while it waits for a crawl. */
export function outcomeFor(
  request: CrawlRequest,
  runs: readonly CrawlRun[],
  name: string,
): Outcome | undefined {
  if (isCovered(request, runs)) return { kind: "covered" };
  const failures = failuresOf(request, runs);
  if (failures.length < FAILURE_LIMIT) return undefined;
  const { reason, status, startedAt } = failures[0]!;
  const sentences = [
    `crawler ${name} is READY, and its last ${failures.length} runs failed or were stopped`,
    `the one of ${new Date(startedAt).toISOString()} ${status}: ${quoted(reason ?? "Glue gives no reason")}`,
    waitingFor(request),
    "mend the cause (log group /aws-glue/crawlers has more), then replay this message",
  ];
  return { kind: "uncrawlable", code: "CRAWLER_FAILING", reason: sentences.join("; ") };
}

/** The end of a request whose crawler was missing or forbidden for the whole grace period. */
export function givenUp(request: CrawlRequest, { code, message }: CatalogError, name: string): Outcome {
  const sentences = [
    `crawler ${name} cannot be read or started, so its state is unknown: ${message}`,
    waitingFor(request),
    `${REMEDIES[code] ?? `see ${code} in docs/operations.md`}, then replay this message`,
  ];
  return { kind: "uncrawlable", code, reason: sentences.join("; ") };
}

/** What ends a refusal that only a person can end. */
const REMEDIES: { readonly [code in ErrorCode]?: string } = {
  CRAWLER_NOT_FOUND: "make it again with the command that `registrar doctor` prints",
  ACCESS_DENIED: "give the function's role back what it needs (docs/permissions.md)",
  ENCRYPTION: "let the function's role use the catalog's encryption key",
};

const waitingFor = ({ keys }: CrawlRequest) => `waiting for a crawl: ${keys.map(quoted).join(" ")}`;
