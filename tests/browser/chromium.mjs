import { accessSync, constants } from "node:fs";

const USUAL = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Where a Chromium is: what CHROMIUM_PATH names, else the first in the usual places; undefined if there is none. */
export function findChromium({ CHROMIUM_PATH }) {
  const places = CHROMIUM_PATH ? [CHROMIUM_PATH] : USUAL;
  return places.find(isExecutable);
}

export const NO_CHROMIUM =
  "No Chromium was found. Install one (Debian: apt-get install chromium), or name it: CHROMIUM_PATH=/path/to/chrome";

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
