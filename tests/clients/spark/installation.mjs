import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findJdk, noJdk } from "../../support/jdk.mjs";
import { runMaven } from "../../support/maven.mjs";
import { environmentHome } from "../../support/python-environment.mjs";
import { SetupError } from "../../support/setup.mjs";

const pins = fileURLToPath(new URL("pom.xml", import.meta.url));
const home = environmentHome("clients-spark-jars");

/** Those that Spark 3.5 runs on, of the versions that people still have. */
const JAVA = [11, 17];

/** Gets the jars that are pinned; answers the variables by which tests find them and Java. */
export async function installJars(signal) {
  const jdk = findJdk(JAVA);
  if (jdk === undefined) throw new SetupError(noJdk("Spark", JAVA));
  const stamp = join(home, "installed.xml");
  const wanted = readFileSync(pins, "utf8");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    console.log("installing S3A for Spark into .cache/clients-spark-jars ...");
    rmSync(home, { recursive: true, force: true });
    await runMaven({
      what: "S3A",
      pom: pins,
      goals: ["-DexcludeTransitive=true", `-DoutputDirectory=${home}`, "dependency:copy-dependencies"],
      home: jdk.home,
      signal,
    });
    // Last: an installation that was interrupted has no stamp.
    writeFileSync(stamp, wanted);
  }
  return { SPARK_JARS: home, SPARK_JAVA_HOME: jdk.home };
}
