import { typeOfKey } from "../../datasets/key-type.ts";
import { coercionOf } from "../../datasets/type-coercion.ts";
import type { CheckValue, OfDay, Sample } from "../finding.ts";
import type { CatalogSnapshot, TableSnapshot } from "../snapshot.ts";
import { compareColumns, PERHAPS_HIDDEN } from "../table-format.ts";
import { defineCheck } from "./check.ts";

/**
 * What the table has in Glue against what is declared. A grade: 0, as declared; 1, only columns besides; 2, something
 * that is declared is missing or has another type.
 */
export const schemaContract = defineCheck({
  id: "schema.contract",
  dimension: "quality",
  unit: "grade",
  thresholds: { warn: 0, fail: 1 },
  passesWhen: "the table has the declared columns and types",
  problem: "columns differ from those declared",
  about: ["table"],
  metadata: (snapshot) => [contract(snapshot)],
});

function contract({ dataset, table }: CatalogSnapshot): CheckValue & OfDay {
  if (!("value" in table)) return { day: null, ...table };
  if (dataset.columns.length === 0) {
    const message = `${dataset.name} declares no columns: its crawler finds them out`;
    return { day: null, outcome: "skipped", reason: "not_applicable", message };
  }
  const { missing, extra, changed } = compareColumns(table.value.form.columns, dataset.columns);
  const keys = compareKeys(table.value, dataset.keys);
  const broken: Sample[] = [
    ...missing.map(({ name, type }) => ({ column: name, declared: type, found: null })),
    ...changed.map(({ name, type, wanted }) => ({ column: name, declared: wanted, found: type })),
    ...keys.missing.map((name) => ({ column: name, declared: "partition key", found: null })),
    ...keys.extra.map((name) => ({ column: name, declared: null, found: "partition key" })),
    ...keys.changed.map(({ name, type, wanted }) => ({ column: name, declared: wanted, found: type })),
  ];
  const besides = extra.map(({ name, type }) => ({ column: name, declared: null, found: type }));
  const samples = [...broken, ...besides];
  return {
    day: null,
    value: broken.length > 0 ? 2 : besides.length > 0 ? 1 : 0,
    measured: samples.length,
    message:
      samples.length === 0
        ? `${table.value.name} has the ${dataset.columns.length} columns that are declared`
        : `${table.value.name} is not as declared: ${samples.map(phraseOf).join(", ")}${missing.length > 0 ? `; ${PERHAPS_HIDDEN}` : ""}`,
    samples,
  };
}

/** Queries compare a key with values of its declared type, and fail on another one (TYPE_MISMATCH). */
function compareKeys({ keys, keyTypes }: TableSnapshot, declared: CatalogSnapshot["dataset"]["keys"]) {
  const live = keys.map((name, at) => ({ name: name.toLowerCase(), type: keyTypes?.[at] || "string" }));
  const [names, wanted] = [live.map(({ name }) => name), declared.map(({ name }) => name)];
  return {
    missing: wanted.filter((name) => !names.includes(name)),
    extra: names.filter((name) => !wanted.includes(name)),
    changed: live.flatMap(({ name, type }) => {
      const key = declared.find((one) => one.name === name);
      if (key === undefined || coercionOf(type, typeOfKey(key)) === "same") return [];
      return [{ name, type, wanted: typeOfKey(key) }];
    }),
  };
}

function phraseOf({ column, declared, found }: Sample): string {
  if (found === null) return `${column} (${declared}) is missing`;
  return declared === null
    ? `${column} (${found}) is not declared`
    : `${column} is ${found}, not ${declared}`;
}
