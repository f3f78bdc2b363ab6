import { randomBytes } from "node:crypto";

/** 24 random bits, in hex: two runs that begin in one second differ by them. */
export const randomId = (): string => randomBytes(3).toString("hex");
