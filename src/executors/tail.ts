import { open } from 'node:fs/promises';

/**
 * The last `maxBytes` of a file as text, from the start of a line where one begins among them; nothing of what is before
 * byte `from`. Bytes that are not UTF-8 become U+FFFD. Empty when the file cannot be read.
 */
export async function readTail(path: string, maxBytes: number, from = 0): Promise<string> {
  const { bytes, cut } = await readLastBytes(path, maxBytes, from).catch(() => ({
    bytes: Buffer.alloc(0),
    cut: false,
  }));
  if (!cut) return bytes.toString('utf8');
  const lineEnd = bytes.indexOf(0x0a);
  if (lineEnd !== -1 && lineEnd < bytes.length - 1) return bytes.toString('utf8', lineEnd + 1);
  // One long line: begin at the first whole character.
  const first = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return bytes.toString('utf8', Math.max(first, 0));
}

async function readLastBytes(
  path: string,
  maxBytes: number,
  from: number,
): Promise<{ bytes: Buffer; cut: boolean }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const said = Math.max(0, size - from);
    const length = Math.min(said, maxBytes);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return { bytes: buffer.subarray(0, bytesRead), cut: said > maxBytes };
  } finally {
    await file.close();
  }
}
