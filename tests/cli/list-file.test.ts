/** The list that `try --write` writes into: nothing of it is lost or half-written, and each refusal is one message. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { build } from "esbuild";
import { readListFile, writeListFile } from "../../cli/own-data/list-file.ts";
import { offerFor } from "../../cli/own-data/offer.ts";
import { writeEntry } from "../../cli/own-data/write-entry.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { withFolder } from "./run.ts";

const ORDERS: DeclaredDataset = {
  name: "orders",
  database: "lake",
  table: "orders",
  prefix: "orders/",
  keys: [{ name: "day", kind: "day" }],
  strategy: "register",
  columns: [{ name: "id", type: "bigint" }],
};
const OFFER = offerFor({
  dataset: ORDERS,
  files: [{ path: "a", key: "orders/day=2025-11-10/a" }],
  skipped: [],
  notes: [],
});
const EMPTY = "export const datasets = [];\n";

/** Writes the entry into a list of this name that declares these already. */
const writing = async (file: string, declared: readonly DeclaredDataset[] = []) =>
  writeEntry(await readListFile(file), OFFER, declared);

test("a list that is not there is made, with folders above it, and then has the entry already", () =>
  withFolder(async (folder) => {
    const file = join(folder, "a/b/datasets.ts");
    expect(await writing(file)).toEqual({ file, outcome: "written" });
    const text = readFileSync(file, "utf8");
    expect(text).toContain('service: "orders-partitions"');
    expect(text).toContain(OFFER.text);
    const edited = { ...ORDERS, prefix: "elsewhere/", table: "other" };
    expect((await writing(file, [edited])).outcome).toBe("declared already");
    expect(readFileSync(file, "utf8")).toBe(text);
  }));

test.each<[string, Partial<DeclaredDataset>, string]>([
  ["datasets.ts", { columns: [] }, "a dataset orders with other columns"],
  ["datasets.ts", { name: "x", table: "x" }, "overlapping prefixes"],
  ["datasets.ts", { name: "x", table: "x", prefix: "x/" }, "paste the entry"],
  ["datasets.json", { name: "x", table: "x", prefix: "x/" }, "it is JSON, and the entry is TypeScript"],
])("nothing is written into %s beside a dataset with %j", (name, other, reason) =>
  withFolder(async (folder) => {
    const file = join(folder, name);
    writeFileSync(file, "export const datasets = all();\n");
    await expect(writing(file, [{ ...ORDERS, ...other }])).rejects.toThrow(reason);
    expect(readFileSync(file, "utf8")).toBe("export const datasets = all();\n");
  }),
);

test("a list that is not UTF-8 is left as it is", () =>
  withFolder(async (folder) => {
    const file = join(folder, "datasets.ts");
    const latin = Buffer.from(`// Z\u00fcrich\n${EMPTY}`, "latin1");
    writeFileSync(file, latin);
    await expect(writing(file)).rejects.toThrow("it is not UTF-8: save it as that");
    expect(readFileSync(file)).toEqual(latin);
  }));

test("a list of another user stays theirs, as far as may be", () =>
  withFolder(async (folder) => {
    const file = join(folder, "datasets.ts");
    writeFileSync(file, EMPTY);
    // Only root can give one away.
    if (process.getuid?.() === 0) chownSync(file, 1234, 2345);
    chmodSync(file, 0o640);
    const { uid, gid, mode } = statSync(file);
    await writing(file);
    expect(statSync(file)).toMatchObject({ uid, gid, mode });
  }));

test("a list that is a link is written where it lies, and keeps its permissions", () =>
  withFolder(async (folder) => {
    const lying = join(folder, "lying.ts");
    const file = join(folder, "datasets.ts");
    writeFileSync(lying, EMPTY);
    chmodSync(lying, 0o640);
    symlinkSync("lying.ts", file);
    expect(await writing(file)).toEqual({ file, outcome: "written" });
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(lying, "utf8")).toContain(OFFER.text);
    expect(statSync(lying).mode & 0o777).toBe(0o640);
  }));

test("what somebody wrote into the list meanwhile stays, and the entry is not written", () =>
  withFolder(async (folder) => {
    const [there, absent] = [join(folder, "there.ts"), join(folder, "absent.ts")];
    writeFileSync(there, EMPTY);
    const read = [await readListFile(there), await readListFile(absent)];
    for (const file of [there, absent]) writeFileSync(file, "// theirs\n");
    for (const list of read) {
      await expect(writeListFile(list, "// ours\n")).rejects.toThrow("it was changed while this ran");
    }
    for (const file of [there, absent]) expect(readFileSync(file, "utf8")).toBe("// theirs\n");
  }));

test.each<[string, RegExp]>([
  ["file/datasets.ts", /ENOTDIR/],
  ["folder", /EISDIR/],
  ["new.json", /a new list is TypeScript/],
  ["link.ts", /it is a link to nowhere\.ts, which is not there/],
])("a place that cannot be written is refused before anything is read: %s", (name, reason) =>
  withFolder(async (folder) => {
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "folder"));
    symlinkSync("nowhere.ts", join(folder, "link.ts"));
    const refused = expect(readListFile(join(folder, name))).rejects;
    await refused.toThrow(/^registrar try: usage error:\n {2}- nothing is written into .*\n {2}- .*/);
    await expect(readListFile(join(folder, name))).rejects.toThrow(reason);
  }),
);

test("a folder that cannot be made ends with its reason, as below /proc, where Node's own mkdir never ends", async () => {
  await expect(writing("/proc/nowhere/at/all/datasets.ts")).rejects.toThrow(
    /nothing is written into \/proc\/nowhere\/at\/all\/datasets\.ts\n.*(ENOENT|EACCES|EROFS|EPERM)/,
  );
});

test("without permission, or on a disk that is full, the list stays as it was, and nothing lies beside it", () =>
  withFolder(async (folder) => {
    const module = join(folder, "list-file.mjs");
    const entryPoints = ["cli/own-data/list-file.ts"];
    await build({ entryPoints, outfile: module, bundle: true, format: "esm", platform: "node" });
    const lists = { file: "file/datasets.ts", folder: "folder/datasets.ts", full: "full/datasets.ts" };
    for (const [name, list] of Object.entries(lists)) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, list), EMPTY);
      chmodSync(join(folder, list), name === "file" ? 0o444 : 0o666);
      chmodSync(join(folder, name), name === "folder" ? 0o555 : 0o777);
    }
    chmodSync(folder, 0o755);
    const script = `import { readListFile, writeListFile } from ${JSON.stringify(module)};
      const told = {};
      for (const [name, list] of Object.entries(${JSON.stringify(lists)})) {
        told[name] = await readListFile(list).then((read) => writeListFile(read, "// ours")).catch(({ message }) => message);
      }
      console.log(JSON.stringify(told));`;
    // No file may get a byte, as on a full disk. Root may write everywhere, so it is another user who tries.
    const limited = `trap '' XFSZ; ulimit -f 0; exec "$0" --input-type=module --eval "$1"`;
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const told = execFileSync("bash", ["-c", limited, process.execPath, script], {
      cwd: folder,
      encoding: "utf8",
      ...nobody,
    });
    chmodSync(join(folder, "folder"), 0o755);
    const refused = (list: string, reason: string) =>
      `registrar try: usage error:\n  - nothing is written into ${list}\n  - ${reason}\n  - --datasets <file> names another list`;
    expect(JSON.parse(told)).toEqual({
      file: refused(
        lists.file,
        `EACCES: permission denied, access '${join(realpathSync(folder), lists.file)}'`,
      ),
      folder: refused(
        lists.folder,
        `EACCES: permission denied, access '${join(realpathSync(folder), "folder")}'`,
      ),
      full: refused(lists.full, "EFBIG: file too large, write"),
    });
    for (const [name, list] of Object.entries(lists)) {
      expect(readFileSync(join(folder, list), "utf8")).toBe(EMPTY);
      expect(readdirSync(join(folder, name))).toEqual(["datasets.ts"]);
    }
  }));
