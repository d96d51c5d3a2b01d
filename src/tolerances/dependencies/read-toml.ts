import { parse } from 'smol-toml';
import { membersOf } from './json-members.ts';

/** The tables and values of a TOML document. Throws when the text is none. */
export function readToml(text: string): Record<string, unknown> {
  return membersOf(parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: 'asNeeded' }));
}
