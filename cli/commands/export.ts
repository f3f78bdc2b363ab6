import { writeFile } from "node:fs/promises";
import { importBlocks, MODULE_ADDRESS } from "../../deploy/terraform/imports.ts";
import { type Document, terraformModule } from "../../deploy/terraform/module.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { messageOf, usageError } from "../../shared/runtime/errors.ts";
import { count } from "../../shared/runtime/text.ts";
import { defineCommand, EXIT, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import type { Terminal } from "../terminal.ts";

export const command = defineCommand({
  name: "export",
  synopsis: "terraform [--stage dev] [--import <module address>] [--out <file>] [--json]",
  verbs: ["terraform"],
  details:
    "Nothing is asked of AWS. docs/terraform.md tells how to keep them out of the stack, and how to move a live stage.",
  options: {
    ...STAGE_OPTION,
    import: {
      type: "string",
      placeholder: "<module address>",
      help: 'write import blocks for the root module instead: where it calls the module, as "module.lake", or "."',
    },
    out: {
      type: "string",
      placeholder: "<file>",
      help: "where to write it, *.tf.json (default: standard output)",
    },
    ...JSON_OPTION,
  },
  positionals: [1, 1],
  async run({ values, positionals: [what], terminal }) {
    const { import: address, out, json = false } = values;
    checkArguments(what!, address, out);
    const stage = stageOf("export", values.stage);
    const document =
      address === undefined ? terraformModule(datasets, stage) : importBlocks(datasets, stage, address);
    const text = `${JSON.stringify(document, null, 2)}\n`;
    if (out === undefined) terminal.out(text.trimEnd());
    else {
      await write(out, text);
      tell({ file: out, stage, ...sizeOf(document) }, json, terminal);
    }
    return EXIT.ok;
  },
});

function checkArguments(what: string, address: string | undefined, out: string | undefined): void {
  const problems = [];
  if (what !== "terraform") problems.push(`expected terraform, got ${JSON.stringify(what)}`);
  if (address !== undefined && !MODULE_ADDRESS.test(address)) {
    problems.push(
      `--import ${JSON.stringify(address)} must be like "module.lake", or "." for the root module itself`,
    );
  }
  if (out !== undefined && !out.endsWith(".tf.json")) {
    problems.push(`--out ${JSON.stringify(out)} must end with .tf.json, or Terraform does not read it`);
  }
  if (problems.length > 0) throw usageError("export", problems);
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (thrown) {
    throw usageError("export", [`--out ${JSON.stringify(file)}: ${messageOf(thrown)}`]);
  }
}

/** How many of each type of resource, and of import blocks. */
function sizeOf({ resource = {}, import: imports = [] }: Document) {
  const types = Object.entries(resource as Readonly<Record<string, object>>);
  return {
    resources: Object.fromEntries(types.map(([type, byName]) => [type, Object.keys(byName).length])),
    imports: (imports as readonly unknown[]).length,
  };
}

interface Written extends ReturnType<typeof sizeOf> {
  readonly file: string;
  readonly stage: string;
}

function tell(written: Written, json: boolean, terminal: Terminal): void {
  if (json) {
    terminal.out(JSON.stringify(written, null, 2));
    return;
  }
  const { file, stage, resources, imports } = written;
  const total = Object.values(resources).reduce((sum, number) => sum + number, 0);
  const content = imports > 0 ? count(imports, "import block") : count(total, "resource");
  terminal.out(`${content} of stage ${stage} written to ${file}`);
}
