import type { Resource } from "../../../deploy/cloudformation.ts";
import type { CompiledTemplate } from "../../packaging/packaged.ts";

/** What somebody says of a table, in neither one's words. */
export interface Said {
  readonly database: string;
  readonly table: string;
  readonly kind: string;
  readonly parameters: object;
  readonly columns: readonly string[];
  readonly keys: readonly string[];
  readonly location: string | undefined;
  readonly formats: readonly unknown[];
  readonly serde: object;
  /** Of a view. */
  readonly text: string | undefined;
}

interface Table {
  readonly DatabaseName: { readonly Ref: string };
  readonly TableInput: {
    readonly Name: string;
    readonly TableType: string;
    readonly Parameters: object;
    readonly PartitionKeys: readonly Column[];
    readonly ViewOriginalText?: string;
    readonly StorageDescriptor: {
      readonly Location?: string;
      readonly Columns: readonly Column[];
      readonly InputFormat?: string;
      readonly OutputFormat?: string;
      readonly SerdeInfo: { readonly SerializationLibrary?: string; readonly Parameters?: object };
    };
  };
}

interface Column {
  readonly Name: string;
  readonly Type: string;
}

/** By logical id, what a packaged template says. Its bucket is an existing one, so that locations are plain text. */
export function saidByTemplate({ Resources }: Pick<CompiledTemplate, "Resources">): Record<string, Said> {
  const tables = Object.entries(Resources).filter(([, { Type }]) => Type === "AWS::Glue::Table");
  return Object.fromEntries(tables.map(([id, resource]) => [id, ofTemplate(resource, Resources)]));
}

function ofTemplate({ Properties }: Resource, resources: CompiledTemplate["Resources"]): Said {
  const { DatabaseName, TableInput: input } = Properties as unknown as Table;
  const { DatabaseInput } = resources[DatabaseName.Ref]!.Properties as { DatabaseInput: { Name: string } };
  const { Columns, Location, InputFormat, OutputFormat, SerdeInfo } = input.StorageDescriptor;
  const columns = (list: readonly Column[]) => list.map(({ Name, Type }) => `${Name} ${Type}`);
  return {
    database: DatabaseInput.Name,
    table: input.Name,
    kind: input.TableType,
    parameters: input.Parameters,
    columns: columns(Columns),
    keys: columns(input.PartitionKeys),
    location: Location,
    formats: [InputFormat ?? null, OutputFormat ?? null],
    serde: { library: SerdeInfo.SerializationLibrary ?? "-", parameters: SerdeInfo.Parameters ?? {} },
    text: input.ViewOriginalText,
  };
}

/** The values of an `aws_glue_catalog_table`, in a plan or in a module whose references were resolved. */
export interface TableValues {
  readonly name: string;
  readonly database_name: string;
  readonly table_type: string;
  readonly parameters: object;
  readonly view_original_text?: string | null;
  readonly partition_keys?: readonly NamedType[];
  readonly storage_descriptor: OneBlock<{
    readonly location?: string | null;
    readonly input_format?: string | null;
    readonly output_format?: string | null;
    readonly columns: readonly NamedType[];
    readonly ser_de_info: OneBlock<{
      readonly serialization_library: string;
      readonly parameters?: object | null;
    }>;
  }>;
}

/** Written as an object, planned as a list of one. */
type OneBlock<Block> = Block | readonly [Block];
const only = <Block>(block: OneBlock<Block>): Block => [block].flat()[0] as Block;

interface NamedType {
  readonly name: string;
  readonly type: string;
}

/** What Terraform says of a table. */
export function saidByTerraform(values: TableValues): Said {
  const descriptor = only(values.storage_descriptor);
  const serde = only(descriptor.ser_de_info);
  const columns = (list: readonly NamedType[]) => list.map(({ name, type }) => `${name} ${type}`);
  return {
    database: values.database_name,
    table: values.name,
    kind: values.table_type,
    parameters: values.parameters,
    columns: columns(descriptor.columns),
    keys: columns(values.partition_keys ?? []),
    location: descriptor.location ?? undefined,
    formats: [descriptor.input_format ?? null, descriptor.output_format ?? null],
    serde: { library: serde.serialization_library, parameters: serde.parameters ?? {} },
    text: values.view_original_text ?? undefined,
  };
}
