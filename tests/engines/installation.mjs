import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, SetupError } from "../support/setup.mjs";
import { findJdk } from "./jdk.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const cache = here("../../.cache/engines/");

const OPENED = ["--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED"];

/** The versions that are judges here: the Java that each runs on, and what it needs of it. */
export const VERSIONS = {
  411: { java: [17, 21], options: OPENED },
  483: {
    java: [25, 25],
    options: [
      ...OPENED,
      "--add-modules=jdk.incubator.vector",
      "--sun-misc-unsafe-memory-access=allow",
      "--enable-native-access=ALL-UNNAMED",
    ],
  },
};

/** Of Athena's engine v3, the nearest. */
export const DEFAULT_VERSION = "411";

/** Gets Trino's artifacts and compiles the launcher; an earlier installation serves while pins, launcher and Java are the same. */
export async function installTrino(version, signal) {
  const known = VERSIONS[version];
  if (known === undefined) {
    throw new SetupError(
      `Trino ${version} is not a judge here; there are ${Object.keys(VERSIONS).join(" and ")}`,
    );
  }
  const jdk = findJdk(known.java);
  if (jdk === undefined) throw new SetupError(noJdk(version, known.java));
  const home = join(cache, version);
  const stamp = join(home, "installed.json");
  const [pins, launcher] = [here("pom.xml"), here("Launcher.java")];
  const wanted = [version, jdk.version, readFileSync(pins, "utf8"), readFileSync(launcher, "utf8")];
  const found = existsSync(stamp) ? JSON.parse(readFileSync(stamp, "utf8")) : {};
  const jars = found.jars ?? [];
  if (JSON.stringify(found.wanted) === JSON.stringify(wanted) && jars.every((jar) => existsSync(jar))) {
    return started(version, home, jdk, known, jars);
  }
  console.log(`installing Trino ${version} (Java ${jdk.version}) into .cache/engines ...`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const resolved = await classPath(version, jdk, home, pins, signal);
  const compiled = await run(
    join(jdk.home, "bin", "javac"),
    ["-d", home, "-cp", resolved.join(delimiter), launcher],
    { signal },
  );
  if (compiled.code !== 0) throw new Error(`the launcher does not compile:\n${compiled.output}`);
  // Last: an installation that was interrupted has no stamp.
  writeFileSync(stamp, JSON.stringify({ wanted, jars: resolved }));
  return started(version, home, jdk, known, resolved);
}

const started = (version, home, jdk, { options }, jars) => ({
  version,
  home,
  java: join(jdk.home, "bin", "java"),
  javaVersion: jdk.version,
  options,
  classPath: [home, ...jars].join(delimiter),
});

async function classPath(version, jdk, home, pins, signal) {
  const file = join(home, "classpath.txt");
  const { code, output } = await run(
    "mvn",
    [
      ...["--batch-mode", "--file", pins, `-Dtrino.version=${version}`, `-Dmdep.outputFile=${file}`],
      "dependency:build-classpath",
    ],
    { signal, env: { ...process.env, JAVA_HOME: jdk.home }, onLine: tellDownloads() },
  );
  if (code === 127) {
    throw new SetupError(
      "mvn was not found; Maven 3.8 or newer gets Trino's artifacts (https://maven.apache.org/install.html; on Debian and Ubuntu: apt install maven)",
    );
  }
  if (code !== 0) {
    const errors = output.split("\n").filter((line) => line.includes("ERROR"));
    throw new SetupError(
      `Maven could not get Trino ${version}; is there a network?\n${errors.slice(0, 3).join("\n")}`,
    );
  }
  return readFileSync(file, "utf8").trim().split(delimiter);
}

/** Some hundred files come: a word about each fiftieth. */
function tellDownloads() {
  let files = 0;
  return (line) => {
    if (!/Downloaded from/.test(line)) return;
    files += 1;
    if (files % 50 === 0) console.log(`${files} files of Maven Central ...`);
  };
}

function noJdk(version, [least, most]) {
  const range = least === most ? `${least}` : `${least} to ${most}`;
  return (
    `Trino ${version} needs a JDK ${range}, in JAVA_HOME, on the path or where packages put it; ` +
    `https://adoptium.net has it (on Debian and Ubuntu: apt install openjdk-${least}-jdk-headless)`
  );
}
