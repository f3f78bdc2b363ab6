/** The first words of Athena's statements that change something, or may: of its DDL and DML, in Hive's words and in Trino's. */
const CHANGING = new Set(
  (
    "ALTER ANALYZE CALL COMMENT CREATE DEALLOCATE DELETE DROP EXECUTE EXPORT GRANT IMPORT INSERT LOAD LOCK MERGE MSCK " +
    "OPTIMIZE PREPARE REFRESH RELOAD RENAME REPLACE REVOKE SET TRUNCATE UNLOAD UNLOCK UPDATE USE VACUUM"
  ).split(" "),
);

/** A line ends for Trino at a carriage return, too. */
const COMMENTS = /--[^\r\n]*|\/\*[\s\S]*?\*\//g;

/** EXPLAIN ANALYZE carries out what it explains. */
const FIRST_WORD = /^[\s(]*(?:EXPLAIN\s+ANALYZE\s+(?:VERBOSE\s+)?(?:\([^)]*\)\s*)?)?([A-Z]+)/i;

/** "DROP", if a statement does not only ask. Anything that is no statement is left to Athena to refuse. */
export function changingWordOf(sql: string): string | undefined {
  const word = FIRST_WORD.exec(sql.replaceAll(COMMENTS, " "))?.[1]?.toUpperCase();
  return word !== undefined && CHANGING.has(word) ? word : undefined;
}
