const PRIMITIVE =
  /^(boolean|tinyint|smallint|int|integer|bigint|float|double|string|binary|date|timestamp|(char|varchar)\(\d+\))$/;
const DECIMAL = /^decimal\((\d+),(\d+)\)$/;

/**
 * Is this a type that a Glue column over Parquet can have? Written as Hive writes it, without spaces:
 * `bigint`, `decimal(18,4)`, `array<string>`, `map<string,double>`, `struct<bid:double,ask:double>`.
 */
export function isHiveType(type: string): boolean {
  if (PRIMITIVE.test(type)) return true;
  const decimal = DECIMAL.exec(type);
  if (decimal)
    return Number(decimal[1]) >= 1 && Number(decimal[1]) <= 38 && Number(decimal[2]) <= Number(decimal[1]);
  const nested = /^(array|map|struct)<(.*)>$/.exec(type);
  if (nested === null) return false;
  const parts = splitAtTopLevel(nested[2]!);
  if (nested[1] === "array") return parts.length === 1 && isHiveType(parts[0]!);
  if (nested[1] === "map") return parts.length === 2 && parts.every(isHiveType);
  return parts.every((part) => /^[a-z0-9_]+:/.test(part) && isHiveType(part.slice(part.indexOf(":") + 1)));
}

/** "int,decimal(3,1),map<a,b>" → ["int", "decimal(3,1)", "map<a,b>"] */
export function splitAtTopLevel(list: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of list) {
    if (character === "<" || character === "(") depth++;
    if (character === ">" || character === ")") depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}
