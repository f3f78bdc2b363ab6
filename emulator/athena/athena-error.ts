/** Why a query failed, as GetQueryExecution tells it. */

import type { AthenaError } from "@aws-sdk/client-athena";
import type { Wire } from "../wire/validation.ts";
import { QueryError } from "./query-engine.ts";

/**
 * ErrorType by the name that begins the reason (Athena User Guide, "Athena error catalog": 10xx are of the query,
 * 11xx of the data, 12xx unsupported, 13xx missing objects). Names and numbers are paired as Athena was seen to answer.
 */
const ERROR_TYPES: Readonly<Record<string, number>> = {
  DIVISION_BY_ZERO: 1001,
  TYPE_MISMATCH: 1002,
  COLUMN_NOT_FOUND: 1006,
  CATALOG_NOT_FOUND: 1006,
  INVALID_CAST_ARGUMENT: 1100,
  NOT_SUPPORTED: 1200,
  TABLE_NOT_FOUND: 1301,
  SCHEMA_NOT_FOUND: 1301,
  FUNCTION_NOT_FOUND: 1303,
};

/** A user's error that the table does not name, and an error of the engine. */
const OTHER_USER_ERROR = 1000;
const ENGINE_ERROR = 200;

/** Anything but a QueryError is a mistake in the emulator: its whole story goes into the reason. */
export function athenaErrorOf(error: unknown): Wire<AthenaError> & { readonly ErrorMessage: string } {
  const failure = error instanceof QueryError ? error : new QueryError(storyOf(error), 1);
  const name = /^[A-Z_]+(?=:)/.exec(failure.message)?.[0] ?? "";
  return {
    ErrorCategory: failure.category,
    ErrorType: failure.category === 1 ? ENGINE_ERROR : (ERROR_TYPES[name] ?? OTHER_USER_ERROR),
    Retryable: false,
    ErrorMessage: failure.message,
  };
}

const storyOf = (error: unknown) =>
  `GENERIC_INTERNAL_ERROR: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
