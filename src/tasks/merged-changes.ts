/** A file as it was when it was admitted, as it is now, and another version that it may have been merged with. */
export interface MergeSides {
  /** The last bytes that were admitted, and others that were. */
  admitted: readonly Uint8Array[];
  now: Uint8Array;
  other: Uint8Array;
  /** Whether lines count too that both others lack: a version of long ago lacks many. */
  withRemoved: boolean;
}

/** Headings, boxes and labels, of which two people write the same: they count where the line beside them is the same too. */
const COMMON = /^(#|\*\*|[-*+] \[[ xX]\])/;
const TICK = /(?<=^[-*+] \[)[xX](?=\])/;

/**
 * Whether the file has changes since it was admitted that the other version has as well: lines that are new in both, or
 * gone from both. Then they may have come from there, by a merge, without anybody here having seen them. A tick of a box is
 * none: two people tick the same, and no command is new by it.
 */
export function sharesChanges({ admitted, now, other, withRemoved }: MergeSides): boolean {
  const [before, after, theirs] = [admitted.flatMap(listLines), listLines(now), listLines(other)];
  const [known, present, there] = [new Set(before), new Set(after), new Set(theirs)];
  const pairs = new Set(listPairs(theirs));
  const isBesideSame = (at: number): boolean =>
    listPairs(after.slice(Math.max(0, at - 1), at + 2)).some((pair) => pairs.has(pair));
  const isShared = (line: string, at: number): boolean =>
    !known.has(line) &&
    !known.has(untick(line)) &&
    there.has(line) &&
    (!COMMON.test(line) || isBesideSame(at));
  if (after.some(isShared)) return true;
  const last = listLines(admitted[0] ?? new Uint8Array());
  for (const line of after) present.add(untick(line));
  return withRemoved && last.some((line) => !present.has(line) && !there.has(line));
}

function untick(line: string): string {
  return line.replace(TICK, ' ');
}

/** The ends of a file are beside no line. */
function listPairs(lines: readonly string[]): string[] {
  return lines.slice(1).map((line, at) => `${lines[at]}\n${line}`);
}

/** The lines that say something, without what is around them. */
function listLines(bytes: Uint8Array): string[] {
  const lines = new TextDecoder().decode(bytes).split(/\r\n|[\n\r]/);
  return lines.map((line) => line.trim()).filter((line) => /[\p{L}\p{N}]/u.test(line));
}
