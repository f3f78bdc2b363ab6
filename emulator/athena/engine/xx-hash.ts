/** XXH64 with seed 0: the hash of Trino's checksum(). Source: the xxHash specification, "XXH64 Algorithm Description". */

const MASK = 0xffff_ffff_ffff_ffffn;
const PRIME_1 = 0x9e37_79b1_85eb_ca87n;
const PRIME_2 = 0xc2b2_ae3d_27d4_eb4fn;
const PRIME_3 = 0x1656_67b1_9e37_79f9n;
const PRIME_4 = 0x85eb_ca77_c2b2_ae63n;
const PRIME_5 = 0x27d4_eb2f_1656_67c5n;

const times = (left: bigint, right: bigint) => (left * right) & MASK;
const plus = (left: bigint, right: bigint) => (left + right) & MASK;
const rotated = (word: bigint, bits: bigint) => ((word << bits) | (word >> (64n - bits))) & MASK;

const round = (lane: bigint, word: bigint) => times(rotated(plus(lane, times(word, PRIME_2)), 31n), PRIME_1);

const STRIPE = 32;

export function xxHash64(bytes: Buffer): bigint {
  const stripes = bytes.length - (bytes.length % STRIPE);
  let hash = plus(stripes === 0 ? PRIME_5 : mergedLanes(bytes, stripes), BigInt(bytes.length));
  let at = stripes;
  for (; at + 8 <= bytes.length; at += 8) {
    hash ^= round(0n, bytes.readBigUInt64LE(at));
    hash = plus(times(rotated(hash, 27n), PRIME_1), PRIME_4);
  }
  for (; at + 4 <= bytes.length; at += 4) {
    hash ^= times(BigInt(bytes.readUInt32LE(at)), PRIME_1);
    hash = plus(times(rotated(hash, 23n), PRIME_2), PRIME_3);
  }
  for (; at < bytes.length; at += 1) {
    hash ^= times(BigInt(bytes.readUInt8(at)), PRIME_5);
    hash = times(rotated(hash, 11n), PRIME_1);
  }
  hash = times(hash ^ (hash >> 33n), PRIME_2);
  hash = times(hash ^ (hash >> 29n), PRIME_3);
  return hash ^ (hash >> 32n);
}

function mergedLanes(bytes: Buffer, stripes: number): bigint {
  const lanes = [plus(PRIME_1, PRIME_2), PRIME_2, 0n, -PRIME_1 & MASK];
  for (let at = 0; at < stripes; at += STRIPE) {
    for (const [place, lane] of lanes.entries()) {
      lanes[place] = round(lane, bytes.readBigUInt64LE(at + place * 8));
    }
  }
  const [one = 0n, two = 0n, three = 0n, four = 0n] = lanes;
  let hash = plus(plus(rotated(one, 1n), rotated(two, 7n)), plus(rotated(three, 12n), rotated(four, 18n)));
  for (const lane of lanes) hash = plus(times(hash ^ round(0n, lane), PRIME_1), PRIME_4);
  return hash;
}

/** What a value adds to checksum(): ChecksumAggregationFunction of Trino sums modulo 2^64. */
export const checksumPart = (bytes: Buffer) => times(xxHash64(bytes), PRIME_1);

/** What NULL adds. */
export const CHECKSUM_OF_NULL = PRIME_1;
