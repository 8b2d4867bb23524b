/**
 * What reading a compressed archive is measured against: all of it unpacked, and nothing done with it.
 *
 *   node bench/unpack-only.ts taken.json signins.ndjson.gz
 */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { leaveAtExit } from './peak-memory.ts';

const [leftAt = '', path = ''] = process.argv.slice(2);
leaveAtExit(leftAt);
const packed = createReadStream(path, { highWaterMark: 1024 * 1024 });
let bytes = 0;
for await (const chunk of packed.pipe(createGunzip({ chunkSize: 256 * 1024 }))) bytes += chunk.length;
console.log(bytes);
