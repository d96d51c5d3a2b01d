/** JSON values that may be what a model was asked for: its message as a whole, then each object in it, the longest first. */
export function listJsonValues(message: string): unknown[] {
  const whole = message.trim();
  const objects = listObjects(whole).sort((a, b) => b.length - a.length);
  return [whole, ...objects].flatMap((text) => {
    const value = parseJson(text);
    return value === undefined ? [] : [value];
  });
}

/** The text of the JSON object that a message ends with, in a fence or not; undefined when something follows the last one. */
export function findEndObject(message: string): string | undefined {
  const whole = message
    .trimEnd()
    .replace(/\n`{3,}$/, '')
    .trimEnd();
  const last = listObjects(whole).at(-1);
  return last !== undefined && whole.endsWith(last) ? last : undefined;
}

/** Characters that are read in vain at most: a model that writes nothing but braces must keep nobody waiting. */
const MOST_IN_VAIN = 10_000_000;

/** Texts from an opening brace to the one that closes it. Braces inside of strings do not count. */
function listObjects(text: string): string[] {
  const found: string[] = [];
  let inVain = 0;
  for (let start = text.indexOf('{'); start !== -1 && inVain < MOST_IN_VAIN; ) {
    const end = findEnd(text, start);
    if (end === undefined) inVain += text.length - start;
    else found.push(text.slice(start, end));
    start = text.indexOf('{', end ?? start + 1);
  }
  return found;
}

function findEnd(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const letter = text[index];
    if (inString) {
      if (letter === '\\') index += 1;
      else if (letter === '"') inString = false;
    } else if (letter === '"') inString = true;
    else if (letter === '{') depth += 1;
    else if (letter === '}') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
