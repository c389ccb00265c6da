import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { Seconds } from '../law.ts';
import type { Expose } from './program.ts';

/** What every client library says of its process. */
export function exposeProcess(put: Expose, process: { start: Seconds; resident: Bytes; virtual: Bytes }): void {
  put('process_resident_memory_bytes', process.resident);
  put('process_virtual_memory_bytes', process.virtual);
  put('process_start_time_seconds', process.start);
  put('process_open_fds', 30);
}
