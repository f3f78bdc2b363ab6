// `npm run test:recipes`: the files of docs/recipes/ in the software that they are for. Arguments are jest's.
import { fileURLToPath } from "node:url";
import { installMoto, pinnedJudges } from "../contract/moto.mjs";
import { runSuite } from "../support/jest.mjs";
import { environmentHome, installPythonEnvironment, pinned } from "../support/python-environment.mjs";
import { run, runMain, SetupError } from "../support/setup.mjs";

/** Software of a recipe, each in an environment of its own. */
const PACKAGES = { airflow: "apache-airflow", dagster: "dagster" };

const requirementsOf = (name) => fileURLToPath(new URL(`requirements/${name}.txt`, import.meta.url));
const homeOf = (name) => `recipes-${name}`;

/** Where the tests find Airflow's database. */
const airflowHome = `${environmentHome(homeOf("airflow"))}home`;

async function main(args, signal) {
  await installMoto(signal);
  for (const [name, one] of Object.entries(PACKAGES)) {
    await installPythonEnvironment({
      name: homeOf(name),
      requirements: requirementsOf(name),
      packages: [one],
      signal,
    });
  }
  await makeDatabase(signal);
  const judges = [
    ...pinnedJudges(),
    ...Object.entries(PACKAGES).flatMap(([name, one]) => pinned(requirementsOf(name), [one])),
  ];
  const variables = {
    CLIENTS_MOTO: environmentHome("moto"),
    CLIENTS_AIRFLOW: environmentHome(homeOf("airflow")),
    CLIENTS_DAGSTER: environmentHome(homeOf("dagster")),
    AIRFLOW_HOME: airflowHome,
  };
  return await runSuite("recipes", args, { variables, judges });
}

/** Airflow keeps what it runs in SQLite; a run of a DAG in a test needs the tables. */
async function makeDatabase(signal) {
  const airflow = `${environmentHome(homeOf("airflow"))}bin/airflow`;
  const env = { ...process.env, AIRFLOW_HOME: airflowHome, AIRFLOW__CORE__LOAD_EXAMPLES: "False" };
  const { code, output } = await run(airflow, ["db", "migrate"], { signal, env });
  if (code !== 0) throw new SetupError(`airflow db migrate failed:\n${output}`);
}

await runMain((signal) => main(process.argv.slice(2), signal));
