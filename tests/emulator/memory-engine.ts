import type {
  QueryColumn,
  QueryEngine,
  QueryOutput,
  QueryRequest,
} from "../../emulator/athena/query-engine.ts";

/** Answers statements that it has been told, and nothing else. */
export class MemoryEngine implements QueryEngine {
  readonly requests: QueryRequest[] = [];
  readonly #answers = new Map<string, QueryOutput | Error>();
  closed = false;

  answer(sql: string, answer: Partial<QueryOutput> | Error): void {
    this.#answers.set(
      sql,
      answer instanceof Error
        ? answer
        : { statementType: "DML", columns: [], rows: [], scannedBytes: 0, ...answer },
    );
  }

  async run(request: QueryRequest): Promise<QueryOutput> {
    this.requests.push(request);
    const answer = this.#answers.get(request.sql) ?? new Error(`nobody said what ${request.sql} answers`);
    if (answer instanceof Error) throw answer;
    return answer;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

export const varchar = (name: string): QueryColumn => ({
  name,
  type: "varchar",
  precision: 2_147_483_647,
  scale: 0,
});
