import { numberOfDay } from "../shared/calendar/day-number.ts";
import { calendarOf } from "../shared/calendar/declaration.ts";
import { NO_DEADLINE, type Sla } from "../shared/calendar/sla.ts";
import { TRADING_DAYS } from "../shared/calendar/trading-days.ts";
import { minuteOf } from "../shared/calendar/wall-clock.ts";
import type { DeclaredDataset, Quality } from "../shared/quality/quality.ts";
import type { CheckSuite } from "../shared/quality/result.ts";

/** When runs of validation begin, by the wall clock of a zone. */
export interface RunTime {
  readonly suite: CheckSuite;
  /** IANA name. */
  readonly zone: string;
  /** Fields of a cron expression of EventBridge Scheduler: "0", "0/30"; "18", "10-15". */
  readonly minutes: string;
  readonly hours: string;
  readonly weekdays: readonly Weekday[];
}

const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] as const;
type Weekday = (typeof WEEKDAYS)[number];

/** Minutes after the data are due: a little late is told by the metrics, not by a failure. */
const MARGIN = 30;
/** Minutes. Data that become due so close together are looked at by one run, the last. */
const TOGETHER = 120;
const DAY = 24 * 60;

/**
 * All times at which something can have become due, early closes included, that lie apart; and every half hour of the
 * sessions of datasets that ask for it. A run itself skips what is not due on its day.
 */
export function runTimes(datasets: readonly DeclaredDataset[]): RunTime[] {
  const promised = datasets.flatMap(({ quality }) => (quality === undefined ? [] : [quality]));
  return [...afterClose(promised.flatMap(dueTimes)), ...duringSessions(promised)];
}

interface DueTime {
  readonly zone: string;
  /** Minutes since midnight. */
  readonly minute: number;
  readonly weekdays: readonly Weekday[];
}

function afterClose(due: readonly DueTime[]): RunTime[] {
  const zones = [...new Set(due.map(({ zone }) => zone))];
  return zones.flatMap((zone) => {
    const inOrder = due.filter((time) => time.zone === zone).sort((one, other) => one.minute - other.minute);
    return together(inOrder).map((group): RunTime => {
      const { minute } = group.at(-1)!;
      return {
        suite: "close",
        zone,
        minutes: String(minute % 60),
        hours: String(Math.floor(minute / 60)),
        weekdays: allOf(group.flatMap(({ weekdays }) => weekdays)),
      };
    });
  });
}

function together(inOrder: readonly DueTime[]): DueTime[][] {
  const groups: DueTime[][] = [];
  for (const time of inOrder) {
    const group = groups.at(-1);
    if (group !== undefined && time.minute - group[0]!.minute <= TOGETHER) group.push(time);
    else groups.push([time]);
  }
  return groups;
}

/** When a dataset's sessions have become due, or are over, the usual ones and those that close early. */
function dueTimes({ calendar, sla }: Quality): DueTime[] {
  const { zone } = TRADING_DAYS[nameOf(calendar)];
  const weekdays = sessionDays(calendar);
  return dueMinutes(calendar, sla).map((due) => {
    const minute = due + MARGIN;
    const later = Math.floor(minute / DAY);
    return { zone, minute: minute % DAY, weekdays: weekdays.map((day) => weekdayAfter(day, later)) };
  });
}

/** Minutes since the midnight before the session. */
function dueMinutes(calendar: Quality["calendar"], sla: Sla): number[] {
  if (sla === NO_DEADLINE) return closes(calendar);
  if ("afterClose" in sla) return closes(calendar).map((close) => close + sla.afterClose);
  return [minuteOf(sla.at) + (sla.on === "next day" ? DAY : 0)];
}

/** Minutes since midnight: the usual close, and the early ones of the last reviewed year, which has them all. */
function closes(calendar: Quality["calendar"]): number[] {
  const { close, reviewed } = TRADING_DAYS[nameOf(calendar)];
  const year = reviewed.to.slice(0, 4);
  const early = calendarOf(calendar)
    .sessionsBetween(`${year}-01-01`, reviewed.to)
    .filter((session) => session.early)
    .map(({ hours }) => hours.close);
  return [...new Set([close, ...early])].map(minuteOf);
}

function duringSessions(promised: readonly Quality[]): RunTime[] {
  const names = new Set(promised.filter(({ intraday }) => intraday).map(({ calendar }) => nameOf(calendar)));
  return [...names].map((name): RunTime => {
    const { zone, open, close } = TRADING_DAYS[name];
    const first = Math.floor(minuteOf(open) / 60) + 1;
    const last = Math.ceil(minuteOf(close) / 60) - 1;
    return {
      suite: "intraday",
      zone,
      minutes: "0/30",
      hours: `${first}-${last}`,
      weekdays: sessionDays(name),
    };
  });
}

const nameOf = (calendar: Quality["calendar"]) => (typeof calendar === "string" ? calendar : calendar.name);

/** The days of the week that can have a session. */
function sessionDays(calendar: Quality["calendar"]): readonly Weekday[] {
  const { isOff } = TRADING_DAYS[nameOf(calendar)];
  return WEEKDAYS.filter((_, index) => !isOff(A_SUNDAY + index));
}

const A_SUNDAY = numberOfDay("2026-11-22");

function weekdayAfter(day: Weekday, later: number): Weekday {
  return WEEKDAYS[(WEEKDAYS.indexOf(day) + later) % WEEKDAYS.length]!;
}

function allOf(days: readonly Weekday[]): Weekday[] {
  return WEEKDAYS.filter((day) => days.includes(day));
}
