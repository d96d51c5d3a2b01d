import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { TreeEntry } from './tree-changes.ts';

const VERSION = 2;
/** Status and mode, before the object. */
const STATUS_BYTES = 40;
const MODE_AT = 24;
/** The length of a path that is longer is not told. */
const LONGEST_NAMED = 0xfff;

/**
 * Writes an index of a few files whose status nobody knows, for a git that is to write them somewhere. The format is that of
 * git's `index-format`, version 2.
 */
export function writeSmallIndex(indexFile: string, entries: ReadonlyMap<string, TreeEntry>): void {
  const head = Buffer.alloc(12);
  head.write('DIRC', 'latin1');
  head.writeUInt32BE(VERSION, 4);
  head.writeUInt32BE(entries.size, 8);
  const named = [...entries].map(([path, entry]) => ({ name: Buffer.from(path), ...entry }));
  named.sort((one, other) => one.name.compare(other.name));
  const content = Buffer.concat([head, ...named.map(makeEntry)]);
  const [first] = named;
  const checksum = createHash(first?.oid.length === 64 ? 'sha256' : 'sha1')
    .update(content)
    .digest();
  writeFileSync(indexFile, Buffer.concat([content, checksum]));
}

function makeEntry({ name, mode, oid }: TreeEntry & { name: Buffer }): Buffer {
  const flagsAt = STATUS_BYTES + oid.length / 2;
  // One NUL at least ends the path.
  const entry = Buffer.alloc((flagsAt + 2 + name.length + 8) & ~7);
  entry.writeUInt32BE(Number.parseInt(mode, 8), MODE_AT);
  entry.write(oid, STATUS_BYTES, 'hex');
  entry.writeUInt16BE(Math.min(name.length, LONGEST_NAMED), flagsAt);
  name.copy(entry, flagsAt + 2);
  return entry;
}
