import { inflateRawSync } from "node:zlib";

/** The files of a zip archive, by name. Knows as much of the format as Lambda's archives use (APPNOTE 4.3). */
export function readZip(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = archive.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const count = archive.readUInt16LE(end + 10);
  let entry = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    const method = archive.readUInt16LE(entry + 10);
    const compressedSize = archive.readUInt32LE(entry + 20);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) =>
      archive.readUInt16LE(entry + at),
    );
    const header = archive.readUInt32LE(entry + 42);
    const name = archive.toString("utf8", entry + 46, entry + 46 + nameLength!);
    // The local header repeats the name, but its extra field has a length of its own.
    const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
    const stored = archive.subarray(start, start + compressedSize);
    files.set(name, method === 0 ? stored : inflateRawSync(stored));
    entry += 46 + nameLength! + extraLength! + commentLength!;
  }
  return files;
}
