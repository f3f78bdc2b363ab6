/**
 * What of `@jest/globals` the tests use, without Jest: declarations are collected and run by whoever loads the file.
 * `expect` is Jest's own.
 */
import { expect } from "expect";

export { expect };

/** What a `describe` makes, and the file itself: `before` and `after` are the hooks around each test in it. */
const group = (title, parent) => ({ title, parent, before: [], after: [] });

let current = group("");

/** Every test of this file in its order: `{ title, group, body }`. */
export const collected = [];
globalThis.collectedTests = collected;

export function test(title, body) {
  collected.push({ title: titleIn(current, title), group: current, body });
}

export function describe(title, body) {
  current = group(title, current);
  body();
  current = current.parent;
}

test.each = eachOf(test);
describe.each = eachOf(describe);

export const beforeEach = (hook) => void current.before.push(hook);
/** Once, with the first test that it is for. */
export function beforeAll(hook) {
  let done;
  beforeEach(() => {
    done ??= Promise.resolve(hook());
    return done;
  });
}
export const afterEach = (hook) => void current.after.push(hook);

/** As Jest reads a table: of lists, or else of single arguments. The title keeps its placeholders, and a number. */
function eachOf(declare) {
  return (table) => (title, body) => {
    const rows = table.every(Array.isArray) ? table : table.map((row) => [row]);
    rows.forEach((row, index) => {
      declare(`${title} (${index + 1})`, () => body(...row));
    });
  };
}

function titleIn({ title, parent }, last) {
  const own = title === "" ? last : `${title} ${last}`;
  return parent === undefined ? own : titleIn(parent, own);
}
