import { expect, test } from "@jest/globals";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { locate } from "../../shared/sessions/locate.ts";
import { BUCKET } from "../support/platform.ts";
import { bars, locationOf, snapshotOf, trades } from "../support/snapshots.ts";

const DAY = "2025-11-28";
const FOLDER = `${trades.prefix}day=${DAY}/`;
const unavailable = (outcome: "no_data" | "error") => ({
  outcome,
  reason: outcome === "no_data" ? ("missing_table" as const) : ("catalog" as const),
  message: "Glue says no",
});

function located(...args: Parameters<typeof locate>) {
  const found = locate(...args);
  return "value" in found
    ? { locations: found.value.locations, folders: found.value.folders }
    : found.outcome;
}

test("a session lies where its partitions say, and objects of it may lie in its folder besides", () => {
  const glue = [
    [DAY, "A"],
    [DAY, "B"],
    ["2025-11-26", "A"],
  ];
  expect(located(snapshotOf(trades, { glue }), DAY)).toEqual({
    locations: [locationOf(trades, [DAY, "A"]), locationOf(trades, [DAY, "B"])],
    folders: [FOLDER],
  });
});

test("of a table whose first key is no day, the folders are those that a listing found", () => {
  const keys = [...trades.keys].reverse();
  const turned = { ...trades, keys };
  const glue = [
    ["A", DAY],
    ["B", "2025-11-26"],
  ];
  expect(
    located(
      snapshotOf(turned, {
        glue,
        s3: [
          ["A", DAY],
          ["C", DAY],
        ],
      }),
      DAY,
    ),
  ).toEqual({
    locations: [locationOf(turned, ["A", DAY])],
    folders: [`${trades.prefix}symbol=A/day=${DAY}/`, `${trades.prefix}symbol=C/day=${DAY}/`],
  });
});

test("of a table whose keys tell hours, the folders are those of the day's hours", () => {
  const keys: Dataset["keys"] = [{ name: "day", kind: "day", format: "yyyyMMddHH" }];
  const hourly = { ...trades, keys };
  const world = {
    glue: [["2025112800"], ["2025112700"]],
    s3: [["2025112800"], ["2025112823"], ["2025112923"]],
  };
  expect(located(snapshotOf(hourly, world), DAY)).toEqual({
    locations: [locationOf(hourly, ["2025112800"])],
    folders: [`${trades.prefix}day=2025112800/`, `${trades.prefix}day=2025112823/`],
  });
});

test("Athena reads whatever lies in the folder of a projected table's session", () => {
  const folder = `${bars.prefix}day=${DAY}/`;
  expect(located(snapshotOf(bars, { glue: [], table: { projected: true } }), DAY)).toEqual({
    locations: [`s3://${BUCKET}/${folder}`],
    folders: [folder],
  });
});

test("a table that is not there has nothing; one that could not be read is not known", () => {
  const without = (outcome: "no_data" | "error", what: "table" | "partitions") =>
    located(snapshotOf(trades, { snapshot: { [what]: unavailable(outcome) } }), DAY);
  expect(without("no_data", "table")).toEqual({ locations: [], folders: [FOLDER] });
  expect(without("no_data", "partitions")).toEqual({ locations: [], folders: [FOLDER] });
  expect([without("error", "table"), without("error", "partitions")]).toEqual(["error", "error"]);
});
