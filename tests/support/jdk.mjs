import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** Where packages, installers and SDKMAN put JDKs; each holds one folder a JDK. */
const HOMES = ["/usr/lib/jvm", "/opt/java", "/Library/Java/JavaVirtualMachines"];

/** The first JDK, with a compiler, whose major version is in the range: JAVA_HOME's, that on the path, any that is installed. */
export function findJdk([least, most], env = process.env) {
  for (const home of candidates(env)) {
    const version = versionOf(home);
    const major = Number(/^\d+/.exec(version ?? "")?.[0]);
    if (major >= least && major <= most) return { home, version };
  }
  return undefined;
}

function candidates(env) {
  const onPath = (env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "javac"))
    .filter((file) => existsSync(file))
    .map((file) => dirname(dirname(realpathSync(file))));
  const homes = [...HOMES, join(homedir(), ".sdkman/candidates/java"), join(homedir(), ".jdks")];
  const installed = homes
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return [...(env.JAVA_HOME ? [env.JAVA_HOME] : []), ...onPath, ...installed].flatMap((home) => [
    home,
    join(home, "Contents/Home"),
  ]);
}

/** "17.0.15", from the file that every JDK has; without a compiler it is no JDK. */
function versionOf(home) {
  const release = join(home, "release");
  if (!existsSync(release) || !existsSync(join(home, "bin", "javac"))) return undefined;
  return /^JAVA_VERSION="([^"]+)"/m.exec(readFileSync(release, "utf8"))?.[1];
}

/** What to say when there is none. */
export function noJdk(what, [least, most]) {
  const range = least === most ? `${least}` : `${least} to ${most}`;
  return (
    `${what} needs a JDK ${range}, in JAVA_HOME, on the path or where packages put it; ` +
    `https://adoptium.net has it (on Debian and Ubuntu: apt install openjdk-${least}-jdk-headless)`
  );
}
