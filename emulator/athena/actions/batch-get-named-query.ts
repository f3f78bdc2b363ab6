import {
  BatchGetNamedQuery$,
  type BatchGetNamedQueryInput,
  type BatchGetNamedQueryOutput,
  type NamedQuery,
  type UnprocessedNamedQueryId,
} from "@aws-sdk/client-athena";
import { AwsError } from "../../wire/service.ts";
import type { Wire } from "../../wire/validation.ts";
import { athenaAction } from "../action.ts";

/** An id that is not known stands among the unprocessed ones, and the others are answered all the same. */
export const batchGetNamedQuery = athenaAction<BatchGetNamedQueryInput, BatchGetNamedQueryOutput>(
  BatchGetNamedQuery$,
  ({ namedQueries }, { NamedQueryIds }) => {
    const found: Wire<NamedQuery>[] = [];
    const unprocessed: Wire<UnprocessedNamedQueryId>[] = [];
    for (const id of NamedQueryIds) {
      try {
        found.push(namedQueries.find(id));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        unprocessed.push({ NamedQueryId: id, ErrorCode: error.code, ErrorMessage: error.message });
      }
    }
    return { NamedQueries: found, UnprocessedNamedQueryIds: unprocessed };
  },
);
