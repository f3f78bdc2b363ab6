/**
 * A key as notifications and `encoding-type=url` listings carry it: application/x-www-form-urlencoded, '/' kept.
 * `day=2026-11-20/BRK+B x` becomes `day%3D2026-11-20/BRK%2BB+x`.
 */
export function formEncode(key: string): string {
  return new URLSearchParams([["", key]]).toString().slice(1).replaceAll("%2F", "/");
}
