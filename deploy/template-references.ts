/** What Ref, Fn::GetAtt and Fn::Sub come to in a template that the local stack carries out. */

/** Where a template is carried out. */
export interface TemplatePlace {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** "aws" where nothing else is said. */
  readonly partition?: string;
}

/** What is known of a resource from its properties alone. */
export interface ResourceIdentity {
  /** What Ref gives. */
  readonly ref: string;
  /** What Fn::GetAtt gives for Arn. */
  readonly arn?: string;
}

/** The id of the stack as which a template is carried out. */
export const stackIdAt = ({ region, accountId }: Pick<TemplatePlace, "region" | "accountId">) =>
  `arn:aws:cloudformation:${region}:${accountId}:stack/local/11111111-2222-3333-4444-555555555555`;

export class References {
  readonly #pseudoParameters: Readonly<Record<string, string>>;
  readonly #identities = new Map<string, ResourceIdentity>();

  constructor(place: Omit<TemplatePlace, "endpoint">) {
    const { accountId, region, partition = "aws" } = place;
    this.#pseudoParameters = {
      "AWS::AccountId": accountId,
      "AWS::Region": region,
      "AWS::Partition": partition,
      "AWS::StackId": stackIdAt(place),
    };
  }

  learn(id: string, identity: ResourceIdentity): void {
    this.#identities.set(id, identity);
  }

  /** What Ref gives for a resource; undefined if the template has no such resource. */
  find(id: string): string | undefined {
    return this.#identities.get(id)?.ref;
  }

  refOf(id: string): string {
    const value = this.find(id);
    if (value === undefined) throw new Error(`the template refers to ${id}, which is not there yet`);
    return value;
  }

  /** The value with every intrinsic function in it replaced by what it comes to. */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    const [[intrinsic, operand] = ["", undefined]] = entries;
    if (intrinsic === "Ref") return this.#reference(String(operand));
    if (intrinsic === "Fn::GetAtt") return this.#attribute(operand as readonly [string, string]);
    if (intrinsic === "Fn::Sub") return this.#substitute(String(operand));
    return Object.fromEntries(entries.map(([name, item]) => [name, this.resolve(item)]));
  }

  #reference(id: string): string {
    return this.#pseudoParameters[id] ?? this.refOf(id);
  }

  #attribute([id, attribute]: readonly [string, string]): string {
    const arn = attribute === "Arn" ? this.#identities.get(id)?.arn : undefined;
    if (arn === undefined) throw new Error(`the local stack does not know ${id}.${attribute}`);
    return arn;
  }

  #substitute(text: string): string {
    return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (name.startsWith("!")) return `\${${name.slice(1)}}`;
      const [id = "", attribute] = name.split(".");
      return attribute === undefined ? this.#reference(id) : this.#attribute([id, attribute]);
    });
  }
}
