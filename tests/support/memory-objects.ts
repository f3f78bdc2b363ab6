import { RegistrarError } from "../../shared/runtime/errors.ts";
import type { NewObject, ObjectWriter } from "../../shared/store/port.ts";

/** Objects of any bucket, in memory. */
export class MemoryObjects implements ObjectWriter {
  readonly objects = new Map<string, NewObject>();
  /** Keys that cannot be written now. */
  readonly refused = new Set<string>();

  async put(bucket: string, object: NewObject): Promise<void> {
    if (this.refused.has(object.key)) throw new RegistrarError("STORE_REFUSED", `no ${object.key}`);
    this.objects.set(`${bucket}/${object.key}`, object);
  }

  async text(bucket: string, key: string): Promise<string | undefined> {
    const found = this.objects.get(`${bucket}/${key}`);
    return found && Buffer.from(found.body).toString();
  }
}
