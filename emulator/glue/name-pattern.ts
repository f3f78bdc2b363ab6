/**
 * The pattern by which GetTables, and Athena's ListTableMetadata, pick names: a regular expression that the whole name
 * matches, in which `*` alone also stands for any text. The API reference knows the regular expression only; "the * or
 * .* wildcard expression" is from Athena's page on SHOW TABLES, and what AWS SDK for pandas relies on (`tr*`, `*des`).
 * A `*` after `.`, `]` or `)` is read as one of a regular expression; what AWS makes of the last two is not documented.
 */

import type { AwsError } from "../wire/service.ts";

export function namePattern(expression: string, refusal: (message: string) => AwsError): RegExp {
  try {
    return new RegExp(`^(?:${expression.replace(/(?<![.\])])\*/g, ".*")})$`);
  } catch {
    throw refusal(`Invalid regular expression: ${expression}`);
  }
}
