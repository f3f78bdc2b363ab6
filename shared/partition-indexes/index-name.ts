/** What the project's partition index of a table is called. */
export const INDEX_NAME = "registrar";
