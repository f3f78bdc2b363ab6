/** Arithmetic of numbers and of times, and texts and lists that are put together. */

import { typeOfCall } from "./call-type.ts";
import { branchesOf, wordsOf } from "./syntax-tree.ts";
import {
  commonType,
  isFloating,
  isInterval,
  isNumber,
  isOpen,
  isText,
  isTime,
  nameOfType,
  type ValueType,
} from "./value-type.ts";
import { shown, type Writer, type WrittenSql, wrong } from "./written.ts";

const arithmetic: Writer = (node, writing) => {
  const [left, right] = branchesOf(node).map((child) => writing.write(child));
  const [sign = ""] = wordsOf(node);
  const sql = `(${left!.sql} ${sign} ${right!.sql})`;
  const type = typeOfArithmetic(left!, sign, right!);
  if (isOfNull(left!, right!)) return wrong(writing, `${shown({ sql })} is NULL in every row`, left!.at);
  if (type === undefined) return wrong(writing, cannotBe(left!, sign, right!), left!.at);
  const problem = problemOfValues(left!, sign, right!, type);
  return problem === undefined ? { sql, type } : wrong(writing, problem, left!.at);
};

const isOfNull = (...values: readonly WrittenSql[]) => values.some(({ type }) => type === "null");

/** https://trino.io/docs/current/functions/datetime.html */
function typeOfArithmetic(left: WrittenSql, sign: string, right: WrittenSql): ValueType | undefined {
  const [one, other] = [left.type, right.type];
  if ([one, other].some((type) => isText(type) || type === "boolean" || type === "list")) return undefined;
  if (isOpen(one) || isOpen(other)) return "unknown";
  if (isNumber(one) && isNumber(other)) return commonType(one, other);
  const isSum = sign === "+" || sign === "-";
  if (isTime(one) && isInterval(other) && isSum) return one;
  if (isInterval(one) && isTime(other) && sign === "+") return other;
  if (isTime(one) && isTime(other) && sign === "-") return "interval day to second";
  if (isInterval(one) && isInterval(other) && isSum && one === other) return one;
  if (isInterval(one) && isNumber(other) && (sign === "*" || sign === "/")) return one;
  return isNumber(one) && isInterval(other) && sign === "*" ? other : undefined;
}

function cannotBe(left: WrittenSql, sign: string, right: WrittenSql): string {
  const misfit = [left, right].find(({ type }) => isText(type) || type === "boolean" || type === "list");
  if (misfit !== undefined) {
    const text = isText(misfit.type) && misfit.literal === undefined && sign !== "+";
    const advice = isText(misfit.type) && sign === "+" ? "; || puts texts together" : "";
    const cast = text ? `; CAST(${shown(misfit)} AS double) makes one of it` : "";
    return `${shown(misfit)} is ${nameOfType(misfit.type)}, and ${sign} is for numbers${advice}${cast}`;
  }
  const [one, other] = [left, right].map((value) => `${shown(value)}, ${nameOfType(value.type)}`);
  const isDays = isTime(left.type) && isNumber(right.type);
  const advice = isDays ? "; a day more is + INTERVAL '1' DAY" : "";
  return `${sign} cannot be applied to ${one}, and ${other}${advice}`;
}

const SHORT = new Set(["HOUR", "MINUTE", "SECOND"]);

/** Of literals: what Athena would tell only while the query runs. */
function problemOfValues(
  left: WrittenSql,
  sign: string,
  right: WrittenSql,
  type: ValueType,
): string | undefined {
  const isDivision = sign === "/" || sign === "%";
  const isByZero = isDivision && isNumber(right.type) && Number(right.literal) === 0;
  if (isByZero && !isFloating(type)) return `${shown(left)} ${sign} 0 divides by zero`;
  const [date, interval] = isTime(left.type) ? [left, right] : [right, left];
  if (date.type === "date" && SHORT.has(interval.literal ?? "")) {
    return `${shown(date)} is a date, which has no hours; CAST(${shown(date)} AS timestamp) has`;
  }
  return undefined;
}

const unary: Writer = (node, writing) => {
  const operand = writing.write(branchesOf(node)[0]!);
  const [sign] = wordsOf(node);
  const { type } = operand;
  if (type === "null") return wrong(writing, `${sign}NULL is NULL in every row`);
  if (isNumber(type) || isOpen(type) || (isInterval(type) && sign === "-"))
    return { sql: `(${sign} ${operand.sql})`, type };
  return wrong(writing, `${shown(operand)} is ${nameOfType(type)}, where a number is needed`, operand.at);
};

const concatenation: Writer = (node, writing) => {
  const operands = branchesOf(node).map((child) => writing.write(child));
  const sql = `(${operands.map((operand) => operand.sql).join(" || ")})`;
  if (isOfNull(...operands)) return wrong(writing, `${shown({ sql })} is NULL in every row`);
  const type = typeOfCall("||", operands, writing);
  return { sql, type };
};

export const arithmeticWriters: Readonly<Record<string, Writer>> = {
  ArithmeticBinary: arithmetic,
  ArithmeticUnary: unary,
  Concatenation: concatenation,
};
