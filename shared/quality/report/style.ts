import { type Html, trusted } from "./html.ts";
import { OUTCOME_ORDER } from "./wording.ts";

/**
 * Colours, by theme. A tone has three: its fill, the text on it, its edge. All text has a contrast of 4.5 at least
 * against what it stands on (WCAG 2.2 AA); tests/browser measures it.
 */
const LIGHT = `
--page: #f7f8f9; --card: #fff; --ink: #1b2027; --muted: #59616d; --line: #dfe3e8; --accent: #1d5fa8; --bar: #7da3c9;
--good: #b9dcc6; --on-good: #14492c; --edge-good: #b9dcc6;
--fair: #f6d58c; --on-fair: #573a00; --edge-fair: #f6d58c;
--bad: #c23a32; --on-bad: #fff; --edge-bad: #c23a32;
--odd: #e0d0f3; --on-odd: #512283; --edge-odd: #8d62bd;
--wait: #fff; --on-wait: #59616d; --edge-wait: #98a1ad;
--none: #eff1f4; --on-none: #59616d; --edge-none: #eff1f4;
--pass: #1c6b41; --warn: #835500; --fail: #b3261e; --error: #6a35a5; --no_data: #4b5563; --skipped: #59616d;
`;

const DARK = `
--page: #14171b; --card: #1c2026; --ink: #e7eaee; --muted: #a3acb8; --line: #323841; --accent: #84b6ee; --bar: #4f7daf;
--good: #28563d; --on-good: #d3f0de; --edge-good: #28563d;
--fair: #6d5210; --on-fair: #ffe7ad; --edge-fair: #6d5210;
--bad: #d5544b; --on-bad: #190403; --edge-bad: #d5544b;
--odd: #47306a; --on-odd: #e8d9fb; --edge-odd: #9a77c9;
--wait: #1c2026; --on-wait: #a3acb8; --edge-wait: #6f7985;
--none: #262b32; --on-none: #a3acb8; --edge-none: #262b32;
--pass: #7fd0a0; --warn: #efc05a; --fail: #ff9d94; --error: #cba9f5; --no_data: #b9c1cc; --skipped: #a3acb8;
`;

const TONES = ["good", "fair", "bad", "odd", "wait", "none"];

const SHEET = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 72rem; padding: 0 1rem 3rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1, h2, h3, p, ul, dl, figure { margin: 0; padding: 0; }
code, pre { font: 0.87em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
p, td, th, h1, h3, dd, code { overflow-wrap: anywhere; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.day { white-space: nowrap; }
.note, .numbers, .kicker, caption, figcaption p, .tally, small { color: var(--muted); }
.note, .numbers, figcaption p, small { font-size: 0.87rem; }

.top { --tone: var(--skipped); margin: 1.5rem 0 0; padding: 1.25rem 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-left: 6px solid var(--tone); border-radius: 8px; }
.kicker { font-size: 0.87rem; }
h1 { margin: 0.35rem 0 0.75rem; font-size: 1.5rem; line-height: 1.3; font-weight: 650; text-wrap: pretty; }
h1 .sign { color: var(--tone); }
.lead { margin-bottom: 0.6rem; }
.top .note { margin-top: 0.6rem; }
.counts, .legend { display: flex; flex-wrap: wrap; gap: 0.4rem 0.75rem; list-style: none; }
section { margin-top: 2rem; }
section:target, .card:target { scroll-margin-top: 1rem; }
h2 { margin-bottom: 0.6rem; font-size: 1.15rem; font-weight: 650; }
h3 { font-size: 1rem; font-weight: 620; line-height: 1.35; }

.badge { --tone: var(--skipped); display: inline-block; padding: 0 0.5em; border: 1px solid var(--tone); border-radius: 99px;
  color: var(--tone); font-size: 0.82rem; line-height: 1.55; white-space: nowrap; font-variant-numeric: tabular-nums; }
.badge.fail, .badge.error { font-weight: 650; }
.card { --tone: var(--skipped); margin-top: 0.6rem; padding: 0.8rem 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 8px; }
.card:target { outline: 2px solid var(--accent); }
.card > header { display: flex; flex-wrap: wrap; gap: 0.1rem 0.6rem; align-items: baseline; }
.card h3 { flex: 1 1 20rem; }
.card .when { color: var(--muted); font-size: 0.87rem; white-space: nowrap; }
.anchor { padding: 0 0.3rem; }
.card > p { margin-top: 0.25rem; }
.card > details { margin-top: 0.35rem; }
.follows, .todo { color: var(--muted); font-size: 0.87rem; }
.todo { display: flex; flex-wrap: wrap; gap: 0 1.25rem; justify-content: space-between; }
.todo > :first-child { flex: 1 1 24rem; }
.finding { margin-top: 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
.finding > * { margin-top: 0.4rem; }
.finding > :first-child { margin-top: 0; }
.dataset { min-width: 0; padding: 0.8rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.dataset h3 { display: flex; flex-wrap: wrap; gap: 0 0.6rem; justify-content: space-between; align-items: baseline; }
.in { font-size: 0.87rem; font-weight: 400; color: var(--muted); }
.sessions { margin: 0.3rem 0 0.5rem; padding: 0; list-style: none; }
.sessions > li { padding: 0.4rem 0; border-top: 1px solid var(--line); }
.sessions .line { display: flex; flex-wrap: wrap; gap: 0 0.6rem; align-items: baseline; font-variant-numeric: tabular-nums; }
.version { margin-left: auto; color: var(--muted); }
.versions { margin: 0; padding: 0; list-style: none; font-size: 0.87rem; }
.versions li { margin-top: 0.5rem; overflow-wrap: anywhere; }
.versions + .command { margin-top: 0.5rem; }
.reasons { margin: 0.15rem 0 0; padding: 0; list-style: none; color: var(--muted); font-size: 0.87rem; overflow-wrap: anywhere; }
.known { font-style: italic; }
.command { display: flex; flex-wrap: wrap; gap: 0.1rem 0.6rem; align-items: baseline; font-size: 0.87rem; color: var(--muted); }
.command code { color: var(--ink); user-select: all; }
.sql { margin-top: 0.6rem; }
pre { margin: 0.4rem 0 0; padding: 0.75rem; max-height: 28rem; overflow: auto; background: var(--page);
  border: 1px solid var(--line); border-radius: 6px; tab-size: 2; }
summary { cursor: pointer; }
details > summary { color: var(--muted); font-size: 0.87rem; width: fit-content; }
.folded { margin-top: 0.4rem; }
section:not(.folded) + .folded { margin-top: 2rem; }
.part { padding: 0.5rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.part > summary { color: var(--ink); width: auto; }
.part > summary h2 { display: inline; margin: 0 0.5rem 0 0.15rem; font-size: 1rem; }
.part > summary ~ * { margin-top: 0.75rem; }
.part[open] { padding-bottom: 1rem; }
.gist { color: var(--muted); }
.fold { margin-top: 0.75rem; padding: 0.6rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.fold > summary { color: var(--ink); font-size: 1rem; width: auto; }
.tally { margin-left: 0.4rem; font-size: 0.87rem; }

.scroll { max-width: 100%; overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
.finding table { min-width: min(100%, 24rem); }
caption { text-align: left; padding: 0.3rem 0; font-size: 0.87rem; }
th, td { padding: 0.35rem 0.9rem 0.35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--muted); font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 500; }
tbody tr:last-child > * { border-bottom: 0; }
.scroll td, .scroll th { overflow-wrap: normal; }
td.number { text-align: right; white-space: nowrap; }

.legend { margin-bottom: 0.75rem; font-size: 0.87rem; color: var(--muted); }
.legend li { display: flex; align-items: center; gap: 0.4rem; }
.swatch { display: inline-block; min-width: 26px; height: 20px; border: 1px solid; border-radius: 3px; text-align: center;
  font-size: 10.5px; line-height: 18px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20.5rem), 1fr)); gap: 0.75rem; }
.figures > .fold { margin: 0; align-self: start; min-width: 0; }
.figures.narrow { grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); }
.figures.wide { grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); }
figure, .quiet { min-width: 0; padding: 0.9rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.scroll + .figures { margin-top: 0.75rem; }
.fold figure { padding: 0.5rem 0 0; border: 0; }
figcaption { margin-bottom: 0.6rem; }
.quiet p { color: var(--muted); font-size: 0.87rem; }
figure details { margin-top: 0.5rem; }
svg { display: block; font-family: inherit; font-variant-numeric: tabular-nums; }
.note + .figures { margin-top: 0.75rem; }
section > .scroll { padding: 0.5rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }

.filters { display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; margin: 0; padding: 0; border: 0; }
.filters legend { float: left; margin-right: 1rem; padding: 0; color: var(--muted); }
.filters label { display: inline-flex; gap: 0.35rem; align-items: center; min-height: 1.75rem; }
input { accent-color: var(--accent); width: 1rem; height: 1rem; margin: 0; }
.results { width: 100%; }
.results tbody th { overflow-wrap: normal; }
.results .when { white-space: nowrap; }
.results .value { min-width: 8.5rem; }
.results small { display: block; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: 0.75rem 1.5rem;
  padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.facts dt { color: var(--muted); font-size: 0.87rem; }
.facts dd { margin: 0; }

@media (max-width: 44rem) {
  body { padding: 0 0.75rem 2rem; }
  .top { margin-top: 0.75rem; padding: 1rem; }
  h1 { font-size: 1.25rem; }
  .card, figure, .quiet, .fold, .part, .dataset { padding: 0.75rem; }
  .card h3 { flex-basis: 12rem; }
  .results thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
  .results tr { display: grid; grid-template-columns: auto 1fr auto; gap: 0.1rem 0.6rem; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
  .results tbody tr:last-child { border-bottom: 0; }
  .results tr > * { padding: 0; border: 0; }
  .results tr > :nth-child(4), .results tr > :nth-child(5) { grid-column: 1 / -1; }
  .results .value small { display: inline; margin-left: 0.6rem; }
}
@media print {
  :root { ${LIGHT} --page: #fff; }
  body { max-width: none; font-size: 11px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .card > header, figure, tr, .finding { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .filters, .sql, figure details { display: none; }
  .fold::details-content, .part::details-content, .card > details::details-content { content-visibility: visible; block-size: auto; }
  .scroll { overflow: visible; }
}
${OUTCOME_ORDER.map((outcome) => `.badge.${outcome}, .card.${outcome}, .top.${outcome} { --tone: var(--${outcome}); }`).join("\n")}
${TONES.map((tone) => `.tone-${tone} { background: var(--${tone}); color: var(--on-${tone}); border-color: var(--edge-${tone}); }`).join("\n")}
@media screen {
${OUTCOME_ORDER.map((outcome) => `body:has(#show-${outcome}:not(:checked)) [data-outcome="${outcome}"] { display: none; }`).join("\n")}
}
`;

export const STYLE: Html = trusted(`<style>${SHEET}</style>`);
