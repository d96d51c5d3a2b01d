import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Changes a file where it lies, which takes no room. */
export function overwrite(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8').replace(from, to);
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, text, 0);
  closeSync(descriptor);
}
