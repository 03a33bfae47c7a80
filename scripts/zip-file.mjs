// A zip archive of files in memory: deflated, without dates, so that the same files give the same bytes (APPNOTE 6.3.10, sections 4.3 to 4.5).

import { crc32, deflateRawSync } from "node:zlib";

/** `files`: paths with forward slashes and their bytes and modes. */
export function zipOf(files) {
  const local = [];
  const central = [];
  let offset = 0;
  for (const { path, bytes, mode } of files) {
    const name = Buffer.from(path, "utf8");
    const packed = deflateRawSync(bytes, { level: 9 });
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0); // version that is needed
    shared.writeUInt16LE(0x0800, 2); // names are UTF-8
    shared.writeUInt16LE(8, 4); // deflated
    shared.writeUInt16LE(0, 6);
    shared.writeUInt16LE(0x21, 8); // 1 January 1980
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(name.length, 22);
    local.push(Buffer.from("PK\u0003\u0004"), shared, name, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((mode & 0o777) | 0o100_000) * 0x1_0000, 6); // a file, with its mode
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.from("PK\u0001\u0002"), Buffer.from([20, 3]), shared, rest, name);
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from("PK\u0005\u0006"), end]);
}
