import { run, SetupError } from "./setup.mjs";

/**
 * Runs goals of Maven on a pom file, in the JDK of that home. `what` is what it gets, for the reader of an error. Throws
 * SetupError if Maven or the network is missing.
 */
export async function runMaven({ what, pom, goals, home, signal }) {
  const { code, output } = await run("mvn", ["--batch-mode", "--file", pom, ...goals], {
    signal,
    env: { ...process.env, JAVA_HOME: home },
    onLine: tellDownloads(),
  });
  if (code === 127) {
    throw new SetupError(
      `mvn was not found; Maven 3.8 or newer gets ${what} (https://maven.apache.org/install.html; on Debian and Ubuntu: apt install maven)`,
    );
  }
  if (code !== 0) {
    const errors = output.split("\n").filter((line) => line.includes("ERROR"));
    throw new SetupError(
      [
        ...errors.slice(0, 3),
        `Maven could not get ${what}; it needs the network once, or a mirror that ~/.m2/settings.xml names`,
      ].join("\n"),
    );
  }
}

/** Some hundred files may come: a word about each fiftieth. */
function tellDownloads() {
  let files = 0;
  return (line) => {
    if (!/Downloaded from/.test(line)) return;
    files += 1;
    if (files % 50 === 0) console.log(`${files} files of Maven Central ...`);
  };
}
