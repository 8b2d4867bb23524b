/**
 * What reading an archive is measured against: every line parsed, and a few things counted.
 *
 *   node bench/parse-lines.ts taken.json signins.ndjson
 */
import { createReadStream } from 'node:fs';
import { leaveAtExit } from './peak-memory.ts';

type SignInRecord = {
  readonly id: string;
  readonly userId: string;
  readonly status: { readonly errorCode: number };
};

const [leftAt = '', path = ''] = process.argv.slice(2);
leaveAtExit(leftAt);
const LINE_END = 10;
const ids = new Set<string>();
const users = new Set<string>();
let records = 0;
let successes = 0;
let rest: Buffer = Buffer.alloc(0);
for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
  const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
  let from = 0;
  for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, from)) {
    const record: SignInRecord = JSON.parse(bytes.toString('utf8', from, end));
    from = end + 1;
    records += 1;
    ids.add(record.id);
    users.add(record.userId);
    if (record.status.errorCode === 0) successes += 1;
  }
  rest = bytes.subarray(from);
}
console.log(JSON.stringify([[records, ids.size, users.size, successes]]));
