import { count } from "../amounts.ts";
import { checkOf } from "../checks/index.ts";
import { inPeriods } from "./periods.ts";
import { resultsOf, type Trouble } from "./troubles.ts";
import { capitalised, enumeration, reasonWords, shortList } from "./wording.ts";

/** A cause as it is named beside a session of a dataset: without what stands there already. */
export function shortTitleOf(cause: Trouble, dataset: string): string {
  const where = cause.dataset === dataset ? "" : ` in ${cause.dataset}`;
  switch (cause.kind) {
    case "missing_table":
      return `No table${where}`;
    case "missing_session":
      return `No partition${where}`;
    case "empty_session":
      return `No rows${where}`;
    case "absent_symbol": {
      const symbols = cause.about.split(" ");
      return `${shortList(symbols)} ${areOrIs(symbols, "are", "is")} missing${where}`;
    }
    case "not_evaluated":
      return `Checks could not be made${where}`;
    case "failed_check":
      return `${capitalised(problemOf(cause))}${where}`;
  }
}

/** A cause in one phrase, with what it is about and where: the title of its card. */
export function titleOf(cause: Trouble): string {
  const { kind, dataset, about } = cause;
  switch (kind) {
    case "missing_table":
      return `The table of ${dataset} is missing`;
    case "missing_session":
      return missingSessions(cause);
    case "empty_session":
      return `${shortList(daysOf(cause))} ${areOrIs(daysOf(cause), "have", "has")} no rows in ${dataset}`;
    case "absent_symbol": {
      const symbols = about.split(" ");
      return `${shortList(symbols)} ${areOrIs(symbols, "are", "is")} missing in ${enumeration(datasetsIn(cause))}`;
    }
    case "not_evaluated": {
      const checks = count(resultsOf(cause).length, "checks");
      return `${checks} of ${dataset} could not be made: ${reasonWords(about.split(" ")[0]!)}`;
    }
    case "failed_check":
      return `${capitalised(problemOf(cause))} in ${dataset}`;
  }
}

function problemOf({ shownBy, period }: Trouble): string {
  return inPeriods(checkOf(shownBy[0]!.checkId).problem, period);
}

function missingSessions(cause: Trouble): string {
  const days = daysOf(cause);
  if (days.length === 0) return `${cause.dataset} has no partitions`;
  return `${shortList(days)} ${areOrIs(days, "are", "is")} missing in ${cause.dataset}`;
}

/** The datasets that a cause is seen in. */
export function datasetsIn(cause: Trouble): readonly string[] {
  return [...new Set([cause.dataset, ...resultsOf(cause).map(({ dataset }) => dataset)])];
}

/** The sessions that show it, oldest first. */
function daysOf({ shownBy }: Trouble): readonly string[] {
  return [...new Set(shownBy.flatMap(({ day }) => day ?? []))].sort();
}

function areOrIs({ length }: readonly string[], are: string, is: string): string {
  return length === 1 ? is : are;
}
