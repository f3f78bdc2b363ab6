import { expect, test } from "@jest/globals";
import type { StoredFolder } from "../../shared/quality/snapshot.ts";
import { bars, folderOn, SESSIONS, snapshotOf, told, trades } from "../support/snapshots.ts";

const DAY = SESSIONS.at(-1)!;
const at = (time: string) => Date.parse(`2025-11-28T${time}Z`);

/** What is said when bars were last written at one time, and two symbols of trades at others. */
function verdict(barsAt: string, ...tradesAt: readonly string[]): string[] {
  const derived = snapshotOf(bars, { s3: [folderOn(bars, DAY, { lastWrite: at(barsAt) })] });
  const folders = tradesAt.map(
    (time, index): StoredFolder => folderOn(trades, [DAY, `S${index}`], { lastWrite: at(time) }),
  );
  const source = snapshotOf(trades, { s3: folders });
  return told("derived.stale", derived, [derived, source]);
}

test("bars that were written after the last of their trades, or with it, are not stale", () => {
  const message = `pass - ${DAY}: bars_5m of ${DAY} was written after trades, at ${DAY}T18:30:00Z`;
  expect(verdict("18:30:00", "18:10:00", "18:29:59")).toEqual([message]);
  expect(verdict("18:30:00", "18:30:00")).toEqual([message]);
});

test("a trade file that came later makes them stale, by the minutes between the two: an hour fails", () => {
  const said = (outcome: string, time: string) => [
    `${outcome} - ${DAY}: trades of ${DAY} was written at ${DAY}T${time}Z, bars_5m last at ${DAY}T18:30:00Z: compute it again`,
  ];
  expect(verdict("18:30:00", "18:10:00", "18:30:01")).toEqual(said("warn", "18:30:01"));
  expect(verdict("18:30:00", "19:30:00")).toEqual(said("warn", "19:30:00"));
  expect(verdict("18:30:00", "19:30:01")).toEqual(said("fail", "19:30:01"));
});

test("nothing is said where one of the two is not there, not listed or not looked at", () => {
  const derived = snapshotOf(bars, { s3: [folderOn(bars, DAY)] });
  const unlisted = snapshotOf(trades, {
    snapshot: { folders: { outcome: "skipped", reason: "not_applicable", message: "not read" } },
  });
  const sources = [[], [snapshotOf(trades, { s3: [] })], [unlisted]];
  for (const others of sources) expect(told("derived.stale", derived, [derived, ...others])).toEqual([]);
  expect(told("derived.stale", unlisted)).toEqual([]);
});
