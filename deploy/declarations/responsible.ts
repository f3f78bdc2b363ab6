import { printable, quoted } from "../../shared/runtime/text.ts";

const LONGEST_OWNER = 100;

/** Control characters would turn a page's text around. */
export function* problemsOfOwner(owner: unknown): Generator<string> {
  if (owner !== undefined && !(isText(owner) && owner.length <= LONGEST_OWNER)) {
    yield `owner ${quoted(owner)} must be a name of 1 to ${LONGEST_OWNER} characters`;
  }
}

/** An address that is no https:// one is not made a link. */
export function* problemsOfRunbook(runbook: unknown): Generator<string> {
  const isAddress = isText(runbook) && URL.canParse(runbook) && runbook.startsWith("https://");
  if (runbook !== undefined && !isAddress) yield `runbook ${quoted(runbook)} must be an address, https://…`;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && printable(value) === value;
}
