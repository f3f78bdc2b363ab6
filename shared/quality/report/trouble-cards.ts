import { REGISTRAR } from "../../runtime/launcher.ts";
import { count } from "../amounts.ts";
import { CAUSE_KINDS } from "../causes/cause.ts";
import { keyOf } from "../causes/rules.ts";
import type { CheckId } from "../checks/index.ts";
import type { DeclaredDataset, Quality } from "../quality.ts";
import type { RunDocument } from "../result.ts";
import { ruleWithId } from "../rules/rule-check.ts";
import { datasetsIn, titleOf } from "./cause-words.ts";
import { evidence, findings } from "./findings.ts";
import { periodOf } from "./headline.ts";
import { type Html, html, type Insert } from "./html.ts";
import { badge, commandLine, prose, type Section, section } from "./parts.ts";
import { resultsOf, type Trouble } from "./troubles.ts";
import { enumeration } from "./wording.ts";

/** Checks that a card names before it is opened. */
const NAMED = 4;
/** Commands of a card. Each looks at one session. */
const COMMANDS = 3;

/** What the cards of a page refer to. */
export interface CardContext {
  readonly document: RunDocument;
  readonly datasets: readonly DeclaredDataset[];
  /** All of the page, to link from one to another. */
  readonly troubles: readonly Trouble[];
  /** Are they so few that each shows its results unasked? */
  readonly isOpen: boolean;
}

/** A card for each cause. */
export function troubleSection(
  id: string,
  title: string,
  troubles: readonly Trouble[],
  context: CardContext,
): Section | undefined {
  if (troubles.length === 0) return undefined;
  return section(
    id,
    title,
    troubles.map((trouble) => card(trouble, context)),
  );
}

function card(trouble: Trouble, context: CardContext): Html {
  const { anchor, outcome, kind, shownBy } = trouble;
  const title = titleOf(trouble);
  const [first] = shownBy;
  return html`<article class="card ${outcome}" id="${anchor}" aria-labelledby="${anchor}-title">
<header>${badge(outcome)}<h3 id="${anchor}-title">${prose(title)}</h3>
<p class="when">${whenOf(trouble)} <a class="anchor" href="#${anchor}" aria-label="Link to: ${title}">#</a></p></header>
<p>${prose(first!.message)}${first!.acknowledged !== null && html` <em>Acknowledged: ${first!.acknowledged}</em>`}</p>
${followers(trouble)}${related(trouble, context)}
<p class="todo"><span>${CAUSE_KINDS[kind].look}</span> ${responsible(trouble, context.datasets)}</p>
<details${context.isOpen && html` open`}><summary>${count(resultsOf(trouble).length, "results")}, and how to look again</summary>
${findings(trouble)}
${commandsOf(trouble, context).map(commandLine)}
${evidence(resultsOf(trouble), context.document)}</details>
</article>
`;
}

/** Nothing where the title names the sessions. */
function whenOf(trouble: Trouble): Insert {
  if (trouble.shownBy.every(({ day }) => day === null)) return "the whole table";
  return /^(missing|empty)_session$/.test(trouble.kind) ? undefined : prose(periodOf(trouble));
}

/** Which checks follow, by name: in which tables, if not in that of the cause. */
function followers(trouble: Trouble): Html | undefined {
  const { followedBy, dataset } = trouble;
  if (followedBy.length === 0) return undefined;
  const checks = [...new Set(followedBy.map(({ checkId }) => checkId))];
  const named = checks.slice(0, NAMED).map((check, index) => html`${index > 0 && ", "}<code>${check}</code>`);
  const more = checks.length > NAMED && ` and ${count(checks.length - NAMED, "checks")} more`;
  const elsewhere = datasetsIn(trouble).filter((name) => name !== dataset);
  return html`<p class="follows">Explains ${count(followedBy.length, "more results")}${elsewhere.length > 0 && `, also of ${enumeration(elsewhere)}`}: ${named}${more}.</p>
`;
}

function related({ related: refs }: Trouble, { troubles }: CardContext): Html | undefined {
  const keys = refs.map(keyOf);
  const others = troubles.filter((one) => keys.includes(keyOf(one)));
  if (others.length === 0) return undefined;
  const links = others.map((one, index) => html`${index > 0 && "; "}${causeLink(one, titleOf(one))}`);
  return html`<p class="follows">See also: ${links}.</p>
`;
}

/** A link to the card of a cause. */
export function causeLink({ anchor }: Trouble, text: string): Html {
  return html`<a href="#${anchor}">${prose(text)}</a>`;
}

/** Who answers for a table, and where it is written what to do. */
function responsible({ dataset, outcome, shownBy }: Trouble, datasets: readonly DeclaredDataset[]): Insert {
  const quality = datasets.find(({ name }) => name === dataset)?.quality;
  const heading = outcome === "error" ? "checks-not-evaluated" : "checks-failed";
  return html`<span>Owner: ${ownerOf(quality, shownBy[0]!.checkId)}</span> <span>Runbook: ${runbookOf(quality, heading)}</span>`;
}

function ownerOf(quality: Quality | undefined, check: CheckId): string {
  return ruleWithId(check, quality?.rules)?.owner ?? quality?.owner ?? "not declared";
}

/** Only what is certainly an address becomes a link, whatever a list of datasets says. */
function runbookOf(quality: Quality | undefined, heading: string): Html {
  const { runbook = "" } = quality ?? {};
  return runbook.startsWith("https://")
    ? html`<a href="${runbook}" rel="noreferrer">${runbook.slice("https://".length)}</a>`
    : html`<code>docs/operations.md#${heading}</code>`;
}

/** What makes the checks again; of sessions that Glue does not know, what S3 has of them. */
function commandsOf(trouble: Trouble, { document, datasets }: CardContext): readonly string[] {
  const { kind, dataset, shownBy } = trouble;
  const again = [...new Set(shownBy.map(({ reproduce }) => reproduce))].slice(0, COMMANDS);
  const days = shownBy.flatMap(({ day }) => day ?? []).sort();
  const isRegistered = datasets.find(({ name }) => name === dataset)?.strategy === "register";
  if (kind !== "missing_session" || !isRegistered || days.length === 0) return again;
  const span = `--from ${days[0]} --to ${days.at(-1)}`;
  return [`${REGISTRAR} reconcile --dataset ${dataset} ${span} --stage ${document.stage}`, ...again];
}
