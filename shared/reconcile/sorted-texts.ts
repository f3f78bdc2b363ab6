/** 2^20 bytes: what the lower bits of a position address. */
const CHUNK_BITS = 20;
const CHUNK = 1 << CHUNK_BITS;
/** Bytes of the first chunk: most tables are small. */
const FIRST_CHUNK = 1 << 14;
/** In front of every text: its length in bytes, two of them. */
const LENGTH_BYTES = 2;
const LONGEST = 0xffff;

/**
 * Texts in the order of their UTF-8 bytes, which is the order of S3's keys. A text of n bytes takes n + 6 bytes of memory,
 * where a string in an array takes several times as much: a million partitions must fit beside everything else. Add all,
 * then seal; ranks count from 0. A text has at most 65,535 bytes, and all of them 4 GiB.
 */
export class SortedTexts {
  readonly #chunks: Uint8Array[] = [];
  /** Of the last chunk. */
  #used = 0;
  #bytes = 0;
  /** Chunk and offset of every text; in order once sealed. */
  #positions = new Uint32Array(256);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Bytes of memory that all of it takes. */
  get bytes(): number {
    return this.#bytes + this.#positions.byteLength;
  }

  add(text: string): void {
    const bytes = encoder.encode(text);
    if (bytes.length > LONGEST)
      throw new RangeError(`a text of ${bytes.length} bytes, at most ${LONGEST} fit`);
    const needed = LENGTH_BYTES + bytes.length;
    const last = this.#chunks.at(-1);
    const chunk = last !== undefined && this.#used + needed <= last.length ? last : this.#newChunk(needed);
    chunk[this.#used] = bytes.length >> 8;
    chunk[this.#used + 1] = bytes.length & 0xff;
    chunk.set(bytes, this.#used + LENGTH_BYTES);
    if (this.#size === this.#positions.length) this.#grow();
    this.#positions[this.#size++] = (this.#chunks.length - 1) * CHUNK + this.#used;
    this.#used += needed;
  }

  #newChunk(needed: number): Uint8Array {
    const isFirst = this.#chunks.length === 0 && needed <= FIRST_CHUNK;
    const chunk = new Uint8Array(isFirst ? FIRST_CHUNK : CHUNK);
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#used = 0;
    return chunk;
  }

  #grow(): void {
    const larger = new Uint32Array(Math.ceil(this.#positions.length * 1.5));
    larger.set(this.#positions);
    this.#positions = larger;
  }

  /** Brings the texts in order. */
  seal(): this {
    this.#positions.subarray(0, this.#size).sort((one, other) => this.#compare(one, other));
    return this;
  }

  at(rank: number): string {
    const position = this.#positions[rank]!;
    const [chunk, offset, length] = this.#place(position);
    return decoder.decode(chunk.subarray(offset, offset + length));
  }

  /** How many texts come before this one: its rank, if it is among them. */
  rankOf(text: string): number {
    const bytes = encoder.encode(text);
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compareWith(this.#positions[middle]!, bytes) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Negative if the text of this rank comes before the given one, 0 if it is that, positive if it comes after. */
  compare(rank: number, bytes: Uint8Array): number {
    return this.#compareWith(this.#positions[rank]!, bytes);
  }

  #compare(one: number, other: number): number {
    const [chunk, offset, length] = this.#place(other);
    return this.#compareWith(one, chunk, offset, length);
  }

  #compareWith(position: number, bytes: Uint8Array, start = 0, length = bytes.length): number {
    const [chunk, offset, ownLength] = this.#place(position);
    const shared = Math.min(ownLength, length);
    for (let index = 0; index < shared; index++) {
      const difference = chunk[offset + index]! - bytes[start + index]!;
      if (difference !== 0) return difference;
    }
    return ownLength - length;
  }

  #place(position: number): [chunk: Uint8Array, offset: number, length: number] {
    const chunk = this.#chunks[position >>> CHUNK_BITS]!;
    const offset = position & (CHUNK - 1);
    return [chunk, offset + LENGTH_BYTES, chunk[offset]! * 256 + chunk[offset + 1]!];
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A text as SortedTexts compares it. */
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);
