/** What a call of a function answers, by what it is called with; or what is wrong with that. */

import { canCast } from "./casts.ts";
import { problemOfLiteral } from "./literal-arguments.ts";
import { type CallSignature, SIGNATURES } from "./signatures.ts";
import {
  becomes,
  commonType,
  isNumber,
  isOpen,
  isText,
  nameOfType,
  type ValueType,
  valueTypeOf,
} from "./value-type.ts";
import { shown, type Writing, type WrittenSql, wrong } from "./written.ts";

/** A function as somebody calls it; || puts texts together. */
const shownCall = (name: string) => (name === "||" ? name : `${name}()`);

/** Notes what is wrong, and answers what the call is as far as that is known. */
export function typeOfCall(name: string, args: readonly WrittenSql[], writing: Writing): ValueType {
  const signatures = SIGNATURES.get(name) ?? [];
  const ofThisMany = signatures.filter(({ least, most }) => args.length >= least && args.length <= most);
  if (ofThisMany.length === 0) return wrong(writing, wrongCount(name, signatures, args.length)).type;
  const fitting = ofThisMany.find((one) => args.every((arg, index) => takes(classAt(one, index), arg.type)));
  if (fitting === undefined) return misfits(name, ofThisMany[0]!, args, writing);
  for (const [index, arg] of args.entries()) {
    const problem = problemOfLiteral(name, classAt(fitting, index), arg, args);
    if (problem !== undefined) wrong(writing, problem, arg.at);
  }
  return answerOf(name, fitting, args, writing);
}

function wrongCount(name: string, signatures: readonly CallSignature[], count: number): string {
  const least = Math.min(...signatures.map((one) => one.least));
  const most = Math.max(...signatures.map((one) => one.most));
  const range = most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`;
  const wanted = least === most ? String(least) : range;
  return `${shownCall(name)} takes ${wanted} ${wanted === "1" ? "argument" : "arguments"}, and has ${count}`;
}

const wordsAt = ({ takes: all }: CallSignature, index: number) =>
  (all[index] ?? all.at(-1) ?? "any").split(" ");
const isSame = (signature: CallSignature, index: number) => wordsAt(signature, index).includes("same");
const classAt = (signature: CallSignature, index: number) =>
  wordsAt(signature, index)
    .filter((word) => word !== "same")
    .join(" ") || "any";

function takes(wanted: string, type: ValueType): boolean {
  if (isOpen(type) || wanted === "any") return true;
  if (wanted === "number") return isNumber(type);
  if (["text", "pattern", "path"].includes(wanted)) return isText(type);
  if (wanted === "scalar") return isNumber(type) || type === "boolean" || type === "varchar";
  return becomes(type, wanted === "unit" ? "varchar" : (wanted as ValueType));
}

const ORDINALS = ["first", "second", "third", "fourth"];

function misfits(
  name: string,
  signature: CallSignature,
  args: readonly WrittenSql[],
  writing: Writing,
): ValueType {
  for (const [index, arg] of args.entries()) {
    const wanted = classAt(signature, index);
    if (takes(wanted, arg.type)) continue;
    const place = signature.most === 1 ? "" : ` as its ${ORDINALS[index] ?? "next"} argument`;
    const says = `${shownCall(name)} takes ${nameOfClass(wanted)}${place}, and ${shown(arg)} is ${given(wanted, arg)}`;
    wrong(writing, `${says}${advice(name, wanted, arg)}`, arg.at);
  }
  return "unknown";
}

const CLASSES: Readonly<Record<string, string>> = {
  number: "a number",
  integer: "a whole number of type integer",
  bigint: "a whole number",
  decimal: "a decimal",
  text: "a text",
  pattern: "a text",
  path: "a text",
  unit: "a text",
  scalar: "a text, a number or a condition",
  timestamp: "a date or a timestamp",
};

const nameOfClass = (wanted: string) => CLASSES[wanted] ?? nameOfType(wanted as ValueType);

/** "a number", or what tells it from another one. */
function given(wanted: string, { type }: WrittenSql): string {
  const isNear = isNumber(type) ? isNumber(wanted as ValueType) : isText(type) && wanted === "varchar";
  return isNear ? `of type ${type}` : nameOfType(type);
}

const CAST_TO: Readonly<Record<string, string>> = {
  number: "double",
  text: "varchar",
  pattern: "varchar",
  path: "varchar",
  unit: "varchar",
  scalar: "varchar",
  decimal: "",
  list: "",
};

function advice(name: string, wanted: string, arg: WrittenSql): string {
  if (name === "contains" && isText(arg.type)) return "; strpos(text, part) > 0 looks into a text";
  const target = CAST_TO[wanted] ?? wanted;
  if (arg.literal !== undefined && isText(arg.type)) {
    const isNumeric = arg.literal.trim() !== "" && Number.isFinite(Number(arg.literal));
    return isNumeric && isNumber(valueTypeOf(target)) ? "; a number takes no quotes" : "";
  }
  if (arg.literal !== undefined && isNumber(arg.type)) {
    return target === "varchar" ? `; '${arg.literal}' is one` : "";
  }
  const type = valueTypeOf(target);
  return type === "unknown" || !canCast(arg.type, type)
    ? ""
    : `; CAST(${shown(arg)} AS ${target}) makes one of it`;
}

function answerOf(
  name: string,
  signature: CallSignature,
  args: readonly WrittenSql[],
  writing: Writing,
): ValueType {
  const alike = args.filter((_, index) => isSame(signature, index));
  const common = commonOf(alike);
  if (common === undefined) {
    const [first, other] = unlike(alike);
    const says = `${shownCall(name)} takes values of one type, and ${shown(first)} is ${nameOfType(first.type)}, ${shown(other)} ${nameOfType(other.type)}`;
    return wrong(writing, says, other.at).type;
  }
  if (signature.answers === "same") return common;
  if (signature.answers === "first") return args[0]!.type;
  if (signature.answers === "last") return args.at(-1)!.type;
  return signature.answers as ValueType;
}

/** What all of them become; undefined if there is nothing. */
export function commonOf(values: readonly WrittenSql[]): ValueType | undefined {
  return values.reduce<ValueType | undefined>(
    (common, { type }) => (common === undefined ? undefined : commonType(common, type)),
    "null",
  );
}

/** Two of values that have nothing in common. */
export function unlike(values: readonly WrittenSql[]): readonly [WrittenSql, WrittenSql] {
  for (const [index, one] of values.entries()) {
    const other = values.slice(index + 1).find(({ type }) => commonType(one.type, type) === undefined);
    if (other !== undefined) return [one, other];
  }
  throw new TypeError("all of them are alike");
}
