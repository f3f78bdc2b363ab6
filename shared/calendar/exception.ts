/**
 * What is not usual about one day.
 * closed: no session, and why. open, close: another time than the usual one, HH:MM on the calendar's wall, and why.
 */
export type Exception =
  | { readonly closed: string }
  | { readonly open?: string; readonly close?: string; readonly why: string };
