/** More alternatives than these in braces are not looked at. */
const MOST_ALTERNATIVES = 64;

/**
 * Whether a path is meant by a pattern: a path from the top, a folder and all below it, or a glob with `*`, `**`, `?` and
 * `{a,b}`. A pattern without a slash means a name in any folder. Upper and lower case differ. Patterns come from plans that
 * anybody may have written: unlike a regular expression made of them, this is never slow.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const names = path.split('/');
  return expandBraces(pattern.replace(/^\.?\//, '')).some((one) => {
    const isFolder = one.endsWith('/');
    const steps = one.replace(/\/+$/, '').split('/');
    const from = steps.length === 1 ? ['**', ...steps] : steps;
    return matchesBelow(from, names, isFolder);
  });
}

/** The pattern means the path itself, unless it is a folder, and whatever is below it. */
function matchesBelow(steps: readonly string[], names: readonly string[], isFolder: boolean): boolean {
  // reached[j]: the steps so far can take the first j names.
  let reached = names.map(() => false);
  reached = [true, ...reached];
  for (const step of steps) {
    const next = reached.map(() => false);
    if (step === '**') {
      const first = reached.indexOf(true);
      if (first !== -1) next.fill(true, first);
    } else {
      for (const [index, name] of names.entries()) {
        if (reached[index] === true && matchesName(step, name)) next[index + 1] = true;
      }
    }
    reached = next;
  }
  const whole = reached[names.length] === true;
  return (whole && !isFolder) || reached.slice(1, -1).includes(true);
}

/** `*` is any part of a name and `?` one character; in time linear in both but for the last star. */
function matchesName(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let held = 0;
  let index = 0;
  while (index < name.length) {
    if (at < pattern.length && pattern[at] !== '*' && (pattern[at] === '?' || pattern[at] === name[index])) {
      at += 1;
      index += 1;
    } else if (pattern[at] === '*') {
      star = at;
      at += 1;
      held = index;
    } else if (star !== -1) {
      at = star + 1;
      held += 1;
      index = held;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

function expandBraces(pattern: string): string[] {
  const open = pattern.split('');
  let found = [''];
  for (let index = 0; index < open.length; index += 1) {
    const end = open[index] === '{' ? pattern.indexOf('}', index) : -1;
    const options = end === -1 ? [open[index] ?? ''] : pattern.slice(index + 1, end).split(',');
    if (end !== -1) index = end;
    found = found.flatMap((start) => options.map((option) => start + option)).slice(0, MOST_ALTERNATIVES);
  }
  return found;
}
