/** The answer of a query, for people, for spreadsheets and for programs. */
import type { AnswerColumn, QueryOptions, QueryResult, Value } from "../../shared/athena/port.ts";
import { count } from "../../shared/runtime/text.ts";
import type { Terminal } from "../terminal.ts";
import { csvOf, jsonOf, tableOf } from "./render.ts";

export interface Answer {
  readonly take?: NonNullable<QueryOptions["take"]>;
  /** Prints what is not yet printed, and says how much it was: 60, "60 rows". */
  end(result: QueryResult): { readonly rows: number; readonly told: string };
}

/** Rows that a table shows: more are for a file. */
const ROWS_SHOWN = 50;
/** Rows that are read to say how many there are. */
const ROWS_COUNTED = 100_000;

export function answerAs(form: "table" | "csv" | "json", terminal: Terminal): Answer {
  return { table: tableAnswer, csv: csvAnswer, json: jsonAnswer }[form](terminal);
}

function tableAnswer(terminal: Terminal): Answer {
  let rows = 0;
  let columns: readonly AnswerColumn[] = [];
  const shown: (readonly Value[])[] = [];
  return {
    take(answered, page) {
      columns = answered;
      rows += page.length;
      shown.push(...page.slice(0, ROWS_SHOWN - shown.length));
      return rows < ROWS_COUNTED;
    },
    end() {
      const table = tableOf(columns, shown, terminal.columns);
      if (table !== "") terminal.out(table);
      const least = rows < ROWS_COUNTED ? "" : "at least ";
      const more = rows - shown.length;
      if (more > 0) terminal.out(`… ${least}${count(more, "row")} more: --csv gives all`);
      return { rows, told: `${least}${count(rows, "row")}` };
    },
  };
}

/** As the rows come, so that there is no limit; until the reader has enough. */
function csvAnswer(terminal: Terminal): Answer {
  let rows = 0;
  let begun = false;
  return {
    take(columns, page) {
      const header = begun ? [] : [columns.map(({ name }) => name)];
      begun = true;
      rows += page.length;
      const lines = [...header, ...page];
      if (columns.length > 0 && lines.length > 0) terminal.data(csvOf(lines));
      return terminal.isRead;
    },
    end() {
      const left = terminal.isRead ? "" : ", when its reader had enough";
      return { rows, told: `${count(rows, "row")}${left}` };
    },
  };
}

function jsonAnswer(terminal: Terminal): Answer {
  return {
    end(result) {
      terminal.out(jsonOf(result));
      const rows = result.rows.length;
      return { rows, told: count(rows, "row") };
    },
  };
}
