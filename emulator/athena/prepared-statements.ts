/** Prepared statements, by workgroup and name. */

import type { PreparedStatement, UpdatePreparedStatementInput } from "@aws-sdk/client-athena";
import type { Clock } from "../clock.ts";
import { AwsError } from "../wire/service.ts";
import type { Wire } from "../wire/validation.ts";
import { preparedStatementExists, preparedStatementNotFound } from "./errors.ts";
import { type PreparedTexts, QueryError } from "./query-engine.ts";

export interface PreparedStatementRecord extends Wire<PreparedStatement> {
  readonly StatementName: string;
  readonly QueryStatement: string;
}

export class PreparedStatements {
  readonly #workGroups = new Map<string, Map<string, PreparedStatementRecord>>();
  readonly #clock: Pick<Clock, "now">;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  create(input: Wire<UpdatePreparedStatementInput>): void {
    if (this.#of(input.WorkGroup).has(input.StatementName)) {
      throw preparedStatementExists(input.StatementName, input.WorkGroup);
    }
    this.#set(input);
  }

  update(input: Wire<UpdatePreparedStatementInput>): void {
    this.find(input.WorkGroup, input.StatementName);
    this.#set(input);
  }

  find(workGroup: string, name: string): PreparedStatementRecord {
    const record = this.#of(workGroup).get(name);
    if (record === undefined) throw preparedStatementNotFound(name, workGroup);
    return record;
  }

  /** In the order of their names. */
  list(workGroup: string): PreparedStatementRecord[] {
    return [...this.#of(workGroup).values()].sort((left, right) =>
      left.StatementName < right.StatementName ? -1 : 1,
    );
  }

  delete(workGroup: string, name: string): void {
    this.find(workGroup, name);
    this.#of(workGroup).delete(name);
  }

  /** What a statement of the workgroup sees of them. */
  textsIn(workGroup: string): PreparedTexts {
    return {
      find: (name) => this.#of(workGroup).get(name)?.QueryStatement,
      save: (StatementName, QueryStatement) =>
        asQueryError(() => this.create({ StatementName, WorkGroup: workGroup, QueryStatement })),
      remove: (name) => asQueryError(() => this.delete(workGroup, name)),
    };
  }

  #of(workGroup: string): Map<string, PreparedStatementRecord> {
    const found = this.#workGroups.get(workGroup) ?? new Map<string, PreparedStatementRecord>();
    this.#workGroups.set(workGroup, found);
    return found;
  }

  #set({ StatementName, WorkGroup, QueryStatement, Description }: Wire<UpdatePreparedStatementInput>): void {
    this.#of(WorkGroup).set(StatementName, {
      StatementName,
      WorkGroupName: WorkGroup,
      QueryStatement,
      Description,
      LastModifiedTime: this.#clock.now() / 1000,
    });
  }
}

/** What the API refuses fails the statement, in the same words. */
function asQueryError(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new QueryError(`${error.code}: ${error.message}`);
  }
}

/** The statement that an EXECUTE stands for, or else the statement itself: it says what kind of result there is. */
export function executed(sql: string, { find }: Pick<PreparedTexts, "find">): string {
  const [, quoted, plain] = /^\s*EXECUTE\s+(?:"([^"]+)"|(\w[\w@:]*))/i.exec(sql) ?? [];
  const name = quoted ?? plain;
  return (name === undefined ? undefined : find(name)) ?? sql;
}
