/** A call by a service of AWS, as a resource's policy sees it. */
export interface ServiceCall {
  /** "events.amazonaws.com" */
  readonly service: string;
  /** "sqs:SendMessage" */
  readonly action: string;
  readonly resource: string;
  /** ARN of the rule or bucket on whose behalf it is made. */
  readonly source: string;
  readonly account: string;
}

/**
 * Does a resource's policy let a service in? "unclear" where it holds something that is not weighed here: another
 * condition, NotPrincipal and its like, or a Deny that is not about plain HTTP.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function admits(policy: string | undefined, call: ServiceCall): "yes" | "no" | "unclear" {
  const statements = statementsOf(policy);
  if (statements === undefined) return "unclear";
  const answers = statements.map((statement) => ({ effect: statement.Effect, met: meets(statement, call) }));
  const denied = answers.filter(({ effect, met }) => effect === "Deny" && met !== "no");
  if (denied.some(({ met }) => met === "yes")) return "no";
  const allowed = answers.filter(({ effect }) => effect === "Allow").map(({ met }) => met);
  if (allowed.includes("yes")) return denied.length > 0 ? "unclear" : "yes";
  return allowed.includes("unclear") ? "unclear" : "no";
}

type Statement = Readonly<Record<string, unknown>>;

function statementsOf(policy: string | undefined): readonly Statement[] | undefined {
  if (policy === undefined || policy === "") return [];
  try {
    const { Statement = [] } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] };
    return [Statement].flat();
  } catch {
    return undefined; // told as unclear: SQS and KMS take no such document
  }
}

function meets(statement: Statement, call: ServiceCall): "yes" | "no" | "unclear" {
  if (["NotPrincipal", "NotAction", "NotResource"].some((name) => name in statement)) return "unclear";
  const concerns =
    principalIs(statement.Principal, call.service) &&
    listOf(statement.Action).some((action) => matches(action.toLowerCase(), call.action.toLowerCase())) &&
    listOf(statement.Resource).some((resource) => matches(resource, call.resource));
  if (!concerns) return "no";
  const conditions = Object.entries((statement.Condition ?? {}) as Readonly<Record<string, object>>);
  const met = conditions.flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => holds(operator, key, listOf(values), call)),
  );
  if (met.includes("no")) return "no";
  return met.includes("unclear") ? "unclear" : "yes";
}

function principalIs(principal: unknown, service: string): boolean {
  if (principal === "*") return true;
  const { Service, AWS } = (principal ?? {}) as { Service?: unknown; AWS?: unknown };
  return listOf(Service).includes(service) || listOf(AWS).includes("*");
}

const TEXT_OPERATOR = /^(Arn|String)(Equals|Like|EqualsIgnoreCase)(IfExists)?$/;

function holds(
  operator: string,
  key: string,
  values: readonly string[],
  call: ServiceCall,
): "yes" | "no" | "unclear" {
  // AWS's own services call by TLS.
  if (operator === "Bool" && key.toLowerCase() === "aws:securetransport") {
    return values.includes("true") ? "yes" : "no";
  }
  const given = { "aws:sourcearn": call.source, "aws:sourceaccount": call.account }[key.toLowerCase()];
  if (given === undefined || !TEXT_OPERATOR.test(operator)) return "unclear";
  return values.some((value) => matches(value, given)) ? "yes" : "no";
}

/** IAM's wildcards: any text, and any one character. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

const listOf = (value: unknown): readonly string[] =>
  value === undefined ? [] : ((Array.isArray(value) ? value : [value]) as readonly string[]);
