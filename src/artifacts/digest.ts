import { sha256 } from '../sha256.ts';

/** `sha256:<hex>` of exact bytes. */
export function digestBytes(bytes: Uint8Array | string): string {
  return `sha256:${sha256(bytes)}`;
}

/** `sha256:<hex>` of a JSON value: the order of keys does not count, everything else does. */
export function digestMeaning(value: unknown): string {
  return digestBytes(JSON.stringify(sortKeys(value)));
}

/** Prose as one line: any run of white space and control characters is one space. */
export function foldLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** Text whose lines count exactly, but for their line ends and what trails before them. */
export function trimLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
