// The parts of the suite, and what each needs: `npm run test:clients -- --<part>` runs one of them instead of the default.
import { fileURLToPath } from "node:url";
import { environmentHome, installPythonEnvironment, pinned } from "../support/python-environment.mjs";
import { installJars } from "./spark/installation.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Sets of packages that do not go together, each with those that are clients in a test. */
const ENVIRONMENTS = {
  main: ["awscli", "s3cmd", "boto3", "awswrangler", "PyAthena", "polars", "pyarrow", "duckdb"],
  superset: ["PyAthena", "SQLAlchemy"],
  bi: ["PyAthena", "SQLAlchemy"],
  spark: ["pyspark"],
  dbt: ["dbt-core", "dbt-athena"],
};

/**
 * `folder` holds jest.config.mjs; the record of a run is called `suite`; `prepare` gets what is no Python and answers
 * variables.
 */
const PARTS = {
  default: { suite: "clients", folder: ".", environments: ["main", "superset", "bi"] },
  dbt: { suite: "clients-dbt", folder: "dbt", environments: ["dbt"] },
  spark: { suite: "clients-spark", folder: "spark", environments: ["spark"], prepare: installJars },
};

/** The part that is asked for, and what is left for jest. */
export function readPart(args) {
  const part = Object.keys(PARTS).find((name) => args.includes(`--${name}`)) ?? "default";
  const { suite, folder, environments, prepare = async () => ({}) } = PARTS[part];
  return {
    suite,
    config: here(`${folder}/jest.config.mjs`),
    environments,
    prepare,
    rest: args.filter((arg) => arg !== `--${part}`),
  };
}

const requirementsOf = (name) => here(`requirements/${name}.txt`);

/** Whose software the clients are, in which version: the judges of a run. */
export const clientsOf = (names) => names.flatMap((name) => pinned(requirementsOf(name), ENVIRONMENTS[name]));

/** Installs environments, and answers the variables by which tests find them: `CLIENTS_MAIN=<folder>`. */
export async function installClients(names, signal) {
  for (const name of names) {
    const requirements = requirementsOf(name);
    await installPythonEnvironment({
      name: homeOf(name),
      requirements,
      packages: ENVIRONMENTS[name],
      signal,
    });
  }
  return Object.fromEntries(
    names.map((name) => [`CLIENTS_${name.toUpperCase()}`, environmentHome(homeOf(name))]),
  );
}

const homeOf = (name) => `clients-${name}`;
