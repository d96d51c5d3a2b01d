import { fail, type Result, succeed } from '../result.ts';
import type { Diagnostic } from './diagnostic.ts';

/** The largest artifact that is read, in bytes: ten times the longest plan seen in practice. */
export const MAX_ARTIFACT_BYTES = 524_288;

/**
 * Decodes an artifact's bytes as UTF-8. A byte order mark stays in the text, as `Buffer.toString('utf8')` leaves it, so
 * that offsets found here fit a text read that way.
 */
export function decodeText(bytes: Uint8Array): Result<string, Diagnostic> {
  if (bytes.length > MAX_ARTIFACT_BYTES) {
    return refuse(
      'too-large',
      `the file has ${bytes.length} bytes; an artifact may have at most ${MAX_ARTIFACT_BYTES} (512 KB)`,
    );
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const offset = findInvalidByte(bytes);
    return refuse(
      'not-utf8',
      `the file is not UTF-8: the byte at offset ${offset} cannot be decoded; save it as UTF-8`,
    );
  }
  const nul = text.indexOf('\0');
  if (nul === -1) return succeed(text);
  const offset = Buffer.byteLength(text.slice(0, nul));
  return refuse('not-text', `the file is not text: there is a NUL byte at offset ${offset}`);
}

function refuse(rule: string, message: string): Result<string, Diagnostic> {
  return fail({ severity: 'error', rule, message });
}

const REPLACEMENT = '\uFFFD';

/** The decoder does not say where it stopped: the first replacement character that is not itself in the bytes tells. */
function findInvalidByte(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  let offset = 0;
  let from = 0;
  for (let at = text.indexOf(REPLACEMENT); at !== -1; at = text.indexOf(REPLACEMENT, at + 1)) {
    offset += Buffer.byteLength(text.slice(from, at));
    if (bytes[offset] !== 0xef || bytes[offset + 1] !== 0xbf || bytes[offset + 2] !== 0xbd) return offset;
    from = at;
  }
  return bytes.length;
}
