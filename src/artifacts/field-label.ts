/** The bold label at the start of a line, such as `**Files:**`. */
export interface FieldLabel {
  /** Its words in lower case, without colon. */
  name: string;
  /** How many characters of the line it takes, with the white space around it. */
  length: number;
}

// A colon may stand inside or outside of the bold.
const LABEL = /^[ \t]*(?:\*\*|__)([^*_\n:]{1,40}?)[ \t]*(?::[ \t]*(?:\*\*|__)|(?:\*\*|__)[ \t]*:)[ \t]*/;
// Without a colon it is a label only on a line of its own.
const BARE_LABEL = /^[ \t]*(?:\*\*|__)([^*_\n:]{1,40}?)(?:\*\*|__)[ \t]*\r?$/;

/** Reads the label that a line begins with, whether or not a field of that name is known. */
export function readLabel(line: string): FieldLabel | undefined {
  const match = LABEL.exec(line) ?? BARE_LABEL.exec(line);
  if (match === null) return undefined;
  const name = (match[1] ?? '').trim().toLowerCase().replace(/\s+/g, ' ');
  return { name, length: match[0].length };
}

/** Beyond this a text is no lone label, and is not searched for one line by line as it grows. */
const MAX_LONE_LABEL = 100;

/** Whether a text is a label and nothing else, so that what it names has to follow. */
export function isLoneLabel(line: string): boolean {
  const label = line.length > MAX_LONE_LABEL ? undefined : readLabel(line);
  return label !== undefined && line.slice(label.length).trim() === '';
}
