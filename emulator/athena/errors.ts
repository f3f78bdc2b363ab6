/** The errors that several Athena actions share. Wordings are Athena's own unless a comment says otherwise. */

import { randomUUID } from "node:crypto";
import { AwsError } from "../wire/service.ts";

/** Athena refuses nearly everything by this one code, and says what it means in the message. */
export const invalidRequest = (message: string) => new AwsError("InvalidRequestException", message);

export const executionNotFound = (id: string) => invalidRequest(`QueryExecution ${id} was not found`);
export const workGroupNotFound = () => invalidRequest("WorkGroup is not found.");
export const malformedToken = (token: string) => invalidRequest(`Malformed nextPageToken ${token}`);

/** How Athena words it is not documented. */
export const namedQueryNotFound = (id: string) => invalidRequest(`NamedQuery ${id} was not found`);

/** Their codes are in the API reference, their words are ours. */
export const preparedStatementNotFound = (name: string, workGroup: string) =>
  new AwsError(
    "ResourceNotFoundException",
    `PreparedStatement ${name} was not found in WorkGroup ${workGroup}`,
  );
export const preparedStatementExists = (name: string, workGroup: string) =>
  invalidRequest(`PreparedStatement ${name} already exists in WorkGroup ${workGroup}`);

export const catalogNotFound = (name: string) => invalidRequest(`Catalog '${name}' does not exist`);

/** What Glue answered, passed on whole, the same for a database and for a table. */
export const entityNotFound = () =>
  new AwsError(
    "MetadataException",
    `Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException; Request ID: ${randomUUID()}; Proxy: null)`,
  );
