import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findJdk, noJdk } from "../support/jdk.mjs";
import { runMaven } from "../support/maven.mjs";
import { run, SetupError } from "../support/setup.mjs";

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
  if (jdk === undefined) throw new SetupError(noJdk(`Trino ${version}`, known.java));
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
  await runMaven({
    what: `Trino ${version}`,
    pom: pins,
    goals: [`-Dtrino.version=${version}`, `-Dmdep.outputFile=${file}`, "dependency:build-classpath"],
    home: jdk.home,
    signal,
  });
  return readFileSync(file, "utf8").trim().split(delimiter);
}
