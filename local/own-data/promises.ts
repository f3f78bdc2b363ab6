/** What a table's rows seem to promise, by their names, their types and a count of them: a first set of checks. */
import { dayAsSql } from "../../shared/athena/day-sql.ts";
import { sqlIdentifier } from "../../shared/athena/sql.ts";
import { isWeekend, numberOfDay } from "../../shared/calendar/day-number.ts";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import { NO_DEADLINE } from "../../shared/calendar/sla.ts";
import type { CalendarName } from "../../shared/calendar/trading-days.ts";
import { hasDay } from "../../shared/datasets/partition-day.ts";
import type { GenericRows } from "../../shared/quality/kinds/generic.ts";
import type { DeclaredDataset, Quality } from "../../shared/quality/quality.ts";
import { isDeclarable } from "./columns.ts";

/** Columns beyond these are not counted: a query has its length. */
const COLUMNS = 200;
/** A column is meant to tell rows apart, or to be filled, if it nearly does; what is wrong then is what checks are for. */
const NEARLY = 0.9;
/** The share of days with data from which on the others lack them. */
const MOST = 2 / 3;

interface Question {
  readonly column: string;
  readonly asks: "filled" | "distinct" | "on its day";
  readonly sql: string;
}

/** The counts that tell what can be promised, as one query. Undefined if partitions have no day: checks go by days. */
export function profileSql(dataset: DeclaredDataset): string | undefined {
  if (!hasDay(dataset)) return undefined;
  const counts = questionsOf(dataset).map(({ sql }) => sql);
  return `SELECT ${["count(*)", ...counts].join(", ")} FROM ${sqlIdentifier(dataset.table)}`;
}

function questionsOf(dataset: DeclaredDataset): Question[] {
  const day = dayAsSql(dataset);
  return dataset.columns
    .filter(isDeclarable)
    .slice(0, COLUMNS)
    .flatMap(({ name, type }): Question[] => {
      const column = sqlIdentifier(name);
      const filled: Question = { column: name, asks: "filled", sql: `count(${column})` };
      if (isIdentity(dataset, name, type))
        return [filled, { column: name, asks: "distinct", sql: `count(DISTINCT ${column})` }];
      if (type !== "timestamp") return [filled];
      const sql = `count_if(CAST(CAST(${column} AS date) AS varchar) = ${day})`;
      return [filled, { column: name, asks: "on its day", sql }];
    });
}

/** By its name: id, uuid, order_id of the table orders, or the first column if it is any id. */
function isIdentity({ table, columns }: DeclaredDataset, name: string, type: string): boolean {
  if (!/^(string|(var)?char\(\d+\)|(tiny|small|big)?int)$/.test(type)) return false;
  const own = [table, table.replace(/s$/, "")].map((noun) => `${noun}_id`);
  return (
    /^(id|u?uid|guid)$/.test(name) || own.includes(name) || (columns[0]?.name === name && /_id$/.test(name))
  );
}

/** Amounts, which hardly ever are below 0. */
const AMOUNT = /(^|_)(price|amount|quantity|qty|size|volume|count|total|cost)$/;
const NUMBER = /^((tiny|small|big)?int|float|double|decimal\(.*\))$/;

/** `counts` is the answer to profileSql, `days` are all days that have a partition, in order. */
export function promiseOf(
  dataset: DeclaredDataset,
  counts: readonly string[],
  days: readonly string[],
): Quality {
  const [rows = 0, ...found] = counts.map(Number);
  const share = new Map(
    questionsOf(dataset).map(({ column, asks }, at) => [`${column} ${asks}`, found[at]! / rows]),
  );
  const nearly = (column: string, asks: Question["asks"]) => (share.get(`${column} ${asks}`) ?? 0) >= NEARLY;
  const columns = dataset.columns.filter(isDeclarable);
  const names = columns.map(({ name }) => name);
  const key = names.find((name) => nearly(name, "distinct"));
  const time = names.find((name) => nearly(name, "on its day"));
  const required = names.filter((name) => name !== key && nearly(name, "filled"));
  const ranges = columns.flatMap(({ name, type }) => {
    const isAmount = AMOUNT.test(name) && NUMBER.test(type);
    if (!isAmount && type !== "double" && type !== "float") return [];
    return [[name, [isAmount ? 0 : null, null]] as const];
  });
  const declared: GenericRows = {
    kind: "generic",
    ...(key === undefined ? {} : { key: [key] }),
    ...(time === undefined ? {} : { time }),
    ...(required.length === 0 ? {} : { required }),
    ...(ranges.length === 0 ? {} : { ranges: Object.fromEntries(ranges) }),
  };
  const calendar = isWithoutWeekends(days) ? "weekdays" : "daily";
  return {
    calendar,
    sla: isOnMostDays(days, calendar) ? { at: "07:00", on: "next day" } : NO_DEADLINE,
    rows: declared,
    // How often rows come is not known yet.
    ...(time === undefined ? {} : { checks: { "freshness.event": "off" } }),
  };
}

/** Of a table that is written once a week or now and then, no day is missing. */
function isOnMostDays(days: readonly string[], calendar: CalendarName): boolean {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return true;
  const sessions = calendarNamed(calendar).sessionsBetween(first, last).length;
  return days.length >= sessions * MOST;
}

/** Have weekends passed, and none of them with data? */
function isWithoutWeekends(days: readonly string[]): boolean {
  if (days.length === 0 || days.some((day) => isWeekend(numberOfDay(day)))) return false;
  const [first, last] = [days[0]!, days.at(-1)!].map(numberOfDay) as [number, number];
  return last - first >= 7;
}
