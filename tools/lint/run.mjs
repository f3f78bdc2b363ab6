// `npm run lint` and `npm run format`: Biome over the project. Arguments are `biome check`'s.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { installOwnPackages } from "../own-packages.mjs";

const project = fileURLToPath(new URL("../../", import.meta.url));

if (await installOwnPackages("tools/lint")) {
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  const args = [biome, "check", ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: project, stdio: "inherit" });
  process.exitCode = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
} else process.exitCode = 2;
