/** What a stage costs a month by being there, whatever is written: README has the numbers of the list that is shipped. */
import type { Template } from "../../deploy/resources.ts";
import { idleQueue, MONTH_DAYS } from "./monthly-costs.ts";
import { PRICES } from "./prices.ts";

export interface IdleCosts {
  readonly alarms: { readonly number: number; readonly dollars: number };
  /** That a function is invoked from: each is polled. */
  readonly queues: { readonly number: number; readonly dollars: number };
  /** `runs` in a month. */
  readonly schedules: { readonly number: number; readonly runs: number; readonly dollars: number };
  readonly dashboards: { readonly number: number; readonly dollars: number };
}

/** Alarms by the metrics that they look at, queues by the polls of the mappings behind them, schedules by their runs. */
export function idleCosts({ Resources }: Template): IdleCosts {
  const of = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
  const alarms = of("AWS::CloudWatch::Alarm");
  const metrics = alarms.map(({ Properties }) => metricsOf(Properties)).reduce((sum, one) => sum + one, 0);
  const queues = of("AWS::SQS::Queue").filter(({ Properties }) => Properties.RedrivePolicy !== undefined);
  const schedules = of("AWS::Scheduler::Schedule");
  const runs = schedules
    .map(({ Properties }) => runsOf(String(Properties.ScheduleExpression)))
    .reduce((sum, one) => sum + one, 0);
  const dashboards = of("AWS::CloudWatch::Dashboard").length;
  return {
    alarms: { number: alarms.length, dollars: metrics * PRICES.alarmMetric.dollars },
    queues: { number: queues.length, dollars: queues.length * idleQueue() },
    schedules: { number: schedules.length, runs, dollars: runs * PRICES.scheduledRun.dollars },
    dashboards: { number: dashboards, dollars: dashboards * PRICES.dashboard.dollars },
  };
}

/** An alarm over several metrics is billed for each. */
function metricsOf({ Metrics }: Readonly<Record<string, unknown>>): number {
  if (!Array.isArray(Metrics)) return 1;
  return Metrics.filter((one) => one.MetricStat !== undefined).length;
}

/** In a month, of "cron(0/30 10-15 ? * MON,TUE *)": lists, ranges and steps of minutes and hours, and days of the week. */
function runsOf(expression: string): number {
  const [minutes, hours, , , weekdays] = /^cron\((.*)\)$/.exec(expression)?.[1]?.split(" ") ?? [];
  if (minutes === undefined || hours === undefined || weekdays === undefined)
    throw new Error(`${expression} is no cron expression that is counted here`);
  const days = /^[*?]$/.test(weekdays) ? 7 : weekdays.split(",").length;
  return valuesIn(minutes, 60) * valuesIn(hours, 24) * days * (MONTH_DAYS / 7);
}

function valuesIn(field: string, all: number): number {
  return field
    .split(",")
    .map((part) => {
      const [range, step = "1"] = part.split("/");
      if (range === "*") return Math.ceil(all / Number(step));
      const [from, to = step === "1" ? from : String(all - 1)] = range!.split("-");
      return Math.floor((Number(to) - Number(from)) / Number(step)) + 1;
    })
    .reduce((sum, one) => sum + one, 0);
}
