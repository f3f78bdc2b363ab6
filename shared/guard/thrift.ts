/**
 * Thrift's compact protocol, in which Parquet writes what it says of a file.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 *
 * The bytes are anybody's. No length or count in them is believed beyond the bytes that there are, nothing is made room
 * for before it is read, and what is not asked for is passed over without being kept: the work is bounded by the bytes.
 */

/** The bytes are not what they say. */
export class DamagedThrift extends Error {}

const STOP = 0;
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const MAP = 11;
const STRUCT = 12;

/** Structures within structures: Parquet's own have seven at most. */
const DEPTH = 32;
/** Bytes of an integer of 64 bits, seven bits each. */
const VARINT_LENGTH = 10;

/** Reads one field, of the type that its header says. */
export type FieldReader = (type: number, reader: ThriftReader) => void;

/** What is done with the fields of a structure, by their ids; others are passed over. */
export type Fields = Readonly<Record<number, FieldReader>>;

export const integer =
  (use: (value: number) => void): FieldReader =>
  (type, reader) =>
    use(reader.integer(type));

export const text =
  (use: (value: string) => void): FieldReader =>
  (type, reader) =>
    use(reader.text(type));

export const flag =
  (use: (value: boolean) => void): FieldReader =>
  (type) =>
    use(type === TRUE);

export const structure =
  (fields: Fields): FieldReader =>
  (type, reader) =>
    reader.structure(type, fields);

/** Each element is a structure; `element` is asked for new fields at the beginning of each. */
export const list =
  (element: () => Fields): FieldReader =>
  (type, reader) =>
    reader.list(type, element);

export class ThriftReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The structure that the bytes begin with. */
  root(fields: Fields): void {
    this.structure(STRUCT, fields);
  }

  structure(type: number, fields: Fields): void {
    expect(type === STRUCT, "a structure");
    expect(++this.#depth <= DEPTH, `at most ${DEPTH} structures within each other`);
    let id = 0;
    for (let header = this.#byte(); (header & 0x0f) !== STOP; header = this.#byte()) {
      const delta = header >> 4;
      id = delta === 0 ? this.#zigZag() : id + delta;
      const read = fields[id];
      if (read === undefined) this.#skip(header & 0x0f);
      else read(header & 0x0f, this);
    }
    this.#depth--;
  }

  list(type: number, element: () => Fields): void {
    expect(type === LIST, "a list");
    const [kind, size] = this.#listHeader();
    for (let index = 0; index < size; index++) this.structure(kind, element());
  }

  integer(type: number): number {
    if (type === BYTE) return this.#byte();
    expect(type === I16 || type === I32 || type === I64, "an integer");
    return this.#zigZag();
  }

  text(type: number): string {
    expect(type === BINARY, "a text");
    const length = this.#length();
    const start = this.#at;
    this.#at += length;
    return Buffer.from(this.#bytes.subarray(start, this.#at)).toString();
  }

  #skip(type: number): void {
    if (type === TRUE || type === FALSE) return;
    if (type === BYTE) this.#pass(1);
    else if (type === DOUBLE) this.#pass(8);
    else if (type === I16 || type === I32 || type === I64) this.#varint();
    else if (type === BINARY) this.#pass(this.#length());
    else if (type === STRUCT) this.structure(type, {});
    else if (type === LIST || type === SET) this.#skipList();
    else if (type === MAP) this.#skipMap();
    else throw new DamagedThrift(`there is no type ${type}`);
  }

  #skipList(): void {
    const [kind, size] = this.#listHeader();
    this.#skipAll([kind], size);
  }

  #skipMap(): void {
    const size = this.#length();
    if (size === 0) return;
    const kinds = this.#byte();
    this.#skipAll([kinds >> 4, kinds & 0x0f], size);
  }

  #skipAll(kinds: readonly number[], size: number): void {
    expect(++this.#depth <= DEPTH, `at most ${DEPTH} lists within each other`);
    // In a list a flag takes a byte, unlike in a structure.
    const ofElements = kinds.map((kind) => (kind === TRUE || kind === FALSE ? BYTE : kind));
    for (let index = 0; index < size; index++) for (const kind of ofElements) this.#skip(kind);
    this.#depth--;
  }

  #listHeader(): [kind: number, size: number] {
    const header = this.#byte();
    const size = header >> 4;
    if (size < 15) return [header & 0x0f, size];
    return [header & 0x0f, this.#length()];
  }

  /** Of bytes, or of elements, which are a byte at least. */
  #length(): number {
    const length = this.#varint();
    this.#expectLeft(length);
    return length;
  }

  #pass(count: number): void {
    this.#expectLeft(count);
    this.#at += count;
  }

  #expectLeft(count: number): void {
    if (count > this.#bytes.length - this.#at) throw new DamagedThrift("it ends in the middle");
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new DamagedThrift("it ends in the middle");
    return byte;
  }

  #varint(): number {
    let value = 0;
    for (let index = 0; index < VARINT_LENGTH; index++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return value;
    }
    throw new DamagedThrift("an integer has more than 64 bits");
  }

  #zigZag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

function expect(isSo: boolean, expected: string): void {
  if (!isSo) throw new DamagedThrift(`expected ${expected}`);
}
