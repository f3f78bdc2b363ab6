import { expect, test } from "@jest/globals";
import { bytesOf, SortedTexts } from "../../shared/reconcile/sorted-texts.ts";

const sealed = (...texts: readonly string[]) => {
  const sorted = new SortedTexts();
  for (const text of texts) sorted.add(text);
  return sorted.seal();
};

const all = (sorted: SortedTexts) => Array.from({ length: sorted.size }, (_, rank) => sorted.at(rank));

test("texts come out in the order of their UTF-8 bytes, which is the order of S3's keys and not of JavaScript", () => {
  const texts = ["b/", "a/", "a", "", "ä", "\u{1f600}", "\uffee", "a/b"];
  const byBytes = texts.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  expect(all(sealed(...texts))).toEqual(byBytes);
  expect(byBytes).not.toEqual(texts.toSorted());
});

test("a rank is how many texts come before a text, whether it is there or not", () => {
  const sorted = sealed("day=2/", "day=1/", "day=4/");
  expect(["", "day=1/", "day=3/", "day=4/", "day=5/"].map((text) => sorted.rankOf(text))).toEqual([
    0, 0, 2, 2, 3,
  ]);
  expect(sorted.compare(1, bytesOf("day=2/"))).toBe(0);
});

test("twenty thousand partitions take less than 64 bytes each, and all are found again", () => {
  const sorted = new SortedTexts();
  const paths = Array.from({ length: 20_000 }, (_, index) => {
    const day = new Date(Date.UTC(2026, 0, 1 + Math.floor(index / 500))).toISOString().slice(0, 10);
    return `day=${day}/symbol=SYM${String(index % 500).padStart(3, "0")}/`;
  });
  for (const path of paths) sorted.add(path);
  sorted.seal();
  expect(sorted.bytes / paths.length).toBeLessThan(64);
  expect(all(sorted).join("\n") === paths.join("\n")).toBe(true);
});

test("a text that is longer than a chunk's rest goes on in the next one, and one of 65,536 bytes is refused", () => {
  const long = Array.from({ length: 40 }, (_, index) => String(index % 10).repeat(60_000 + index));
  expect(all(sealed(...long)).join("\n") === long.toSorted().join("\n")).toBe(true);
  expect(() => new SortedTexts().add("x".repeat(65_536))).toThrow("at most 65535 fit");
});
