/** What is told where output cannot be written: to a file, into a folder, to standard output. */
import { UsageError } from '../errors.ts';

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'this account may not write there',
  EEXIST: 'it is a file',
  EISDIR: 'it is a folder',
  ENOENT: 'its folder does not exist',
  ENOSPC: 'no space is left',
  ENOTDIR: 'what should be a folder on its path is a file',
  EPERM: 'this account may not write there',
  EROFS: 'this account may not write there',
};

/** `field`: the flag, or what stands for it; `advice`: what to name or do instead. */
export function cannotWrite(field: string, target: string, cause: unknown, advice: string): UsageError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const why = code === undefined ? String(cause) : `${WHY[code] ?? 'the system refuses'} (${code})`;
  return new UsageError('badOut', `${field}: ${target} cannot be written, ${why}; ${advice}.`, {
    field,
    cause,
  });
}
