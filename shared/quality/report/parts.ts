import type { CheckOutcome } from "../outcome.ts";
import { type Html, html, type Insert } from "./html.ts";
import { moment, OUTCOME_WORDS } from "./wording.ts";

/** An outcome as a word with its sign, on its colour. */
export function badge(outcome: CheckOutcome, text?: string): Html {
  const { word, sign } = OUTCOME_WORDS[outcome];
  return html`<span class="badge ${outcome}"><span aria-hidden="true">${sign}</span> ${text ?? word}</span>`;
}

/** A part of the page with a heading, which the list at its top leads to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: readonly Insert[];
  /** Where it can be folded. */
  readonly fold?: Fold;
}

export interface Fold {
  /** What stands beside the title. */
  readonly gist: string;
  /** Is something in it not as it should be? */
  readonly isTelling: boolean;
}

export function section(id: string, title: string, ...content: readonly Insert[]): Section {
  return { id, title, content };
}

/** A part that is there for those who look for it, unless the page opens it. */
export function foldedSection(
  id: string,
  title: string,
  fold: string | Fold,
  ...content: readonly Insert[]
): Section {
  return { id, title, content, fold: typeof fold === "string" ? { gist: fold, isTelling: false } : fold };
}

export function sectionMarkup({ id, title, content, fold }: Section, isOpen: boolean): Html {
  const heading = html`<h2 id="${id}-title">${title}</h2>`;
  if (fold === undefined) {
    return html`<section id="${id}" aria-labelledby="${id}-title">
${heading}
${content}
</section>
`;
  }
  return html`<section id="${id}" class="folded" aria-labelledby="${id}-title"><details class="part"${isOpen && html` open`}>
<summary>${heading} <span class="gist">${prose(fold.gist)}</span></summary>
${content}
</details></section>
`;
}

/** What may be wider than a telephone, to be moved with the finger or the arrow keys. */
export function scrollable(name: string, content: Insert): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${name}">${content}</div>`;
}

export interface HtmlTable {
  readonly caption: Insert;
  readonly head: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly Insert[])[];
}

export function table({ caption, head, rows }: HtmlTable): Html {
  const columns = head.map((name) => html`<th scope="col">${name}</th>`);
  const body = rows.map(
    ([first, ...others]) =>
      html`<tr><th scope="row">${first}</th>${others.map((cell) => html`<td${numeric(cell)}>${cell}</td>`)}</tr>
`,
  );
  return html`<table><caption>${caption}</caption><thead><tr>${columns}</tr></thead><tbody>
${body}</tbody></table>`;
}

function numeric(cell: Insert): Html | false {
  return (
    (typeof cell === "number" || (typeof cell === "string" && /^[-$]?[\d,.]+( [\w%]+)?$/.test(cell))) &&
    html` class="number"`
  );
}

/** A chart with its name, one sentence about it, and the numbers behind it. */
export interface Figure {
  readonly name: string;
  readonly sentence: string;
  readonly chart: Html;
  readonly data: Pick<HtmlTable, "head" | "rows">;
}

export function figure({ name, sentence, chart, data }: Figure): Html {
  return html`<figure>
<figcaption><h3>${name}</h3><p>${prose(sentence)}</p></figcaption>
${scrollable(`Chart: ${name}. ${sentence}`, chart)}
<details><summary>${name} in numbers</summary>${scrollable(`Numbers: ${name}. ${sentence}`, table({ caption: sentence, ...data }))}</details>
</figure>
`;
}

/** What the tones of a heat map mean. */
export function legend(
  entries: readonly { readonly tone: string; readonly text: string; readonly meaning: string }[],
): Html {
  const items = entries.map(
    ({ tone, text, meaning }) =>
      html`<li><span class="swatch tone-${tone}" aria-hidden="true">${text}</span> ${meaning}</li>`,
  );
  return html`<ul class="legend" aria-label="Legend">${items}</ul>`;
}

/** Text whose days are not broken in two by the end of a line. */
export function prose(text: string): Html {
  const pieces = text.split(/(\d{4}-\d\d-\d\d)/);
  return html`${pieces.map((piece, index) => (index % 2 === 0 ? piece : html`<span class="day">${piece}</span>`))}`;
}

export function time(iso: string): Html {
  return html`<time datetime="${iso}">${moment(iso)}</time>`;
}

/** A command to be pasted. */
export function commandLine(text: string): Html {
  return html`<p class="command"><span>Run</span> <code>${text}</code></p>
`;
}
