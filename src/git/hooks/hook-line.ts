/** Ends every line that planex adds to a file that it shares with others. */
const MARK = '# planex hooks';
const SHELL = /^#!.*\b(sh|bash|dash|ash|ksh|zsh)\b/;

/**
 * The line by which a hook of others runs planex's part: after what stands before it and only if that went well, and
 * not at all for people who have not installed it.
 */
export function formatHookLine(name: string): string {
  const part = `planex=$(git rev-parse --git-common-dir)/planex/hooks/${name}; [ ! -x "$planex" ] ||`;
  if (readsInput(name)) {
    // What has been read is given to the rest of the hook once more.
    const again = String.raw`eval "$(printf 'exec <<\\PLANEX\n%s\nPLANEX\n:' "$planex_input")"`;
    return `if [ "$1" = prepared ]; then planex_input=$(cat); ${again}; ${part} printf '%s\\n' "$planex_input" | "$planex" "$@" || exit; fi ${MARK}`;
  }
  return `planex=$?; [ $planex = 0 ] || exit $planex; ${part} "$planex" "$@" || exit ${MARK}`;
}

/** Git tells these hooks on their input what is to happen, which can be read only once. */
function readsInput(name: string): boolean {
  return name === 'reference-transaction';
}

/** True when a hook runs planex's part by the line. */
export function hasHookLine(text: string): boolean {
  return text.split('\n').some((line) => line.endsWith(MARK));
}

/**
 * A hook with the line added: at its end, or at its beginning where the end may not be reached or the input is gone by
 * then. Undefined when it is no shell script. `text` is undefined when there is no such hook yet.
 */
export function addHookLine(text: string | undefined, name: string): string | undefined {
  const line = formatHookLine(name);
  if (text === undefined) return `#!/bin/sh\n${line}\n`;
  if (text.startsWith('#!') && !SHELL.test(text)) return undefined;
  if (!readsInput(name) && !/\b(exec|exit|return)\b/.test(text)) {
    return text === '' || text.endsWith('\n') ? `${text}${line}\n` : `${text}\n${line}`;
  }
  const [, first = '', rest = ''] = /^(#![^\n]*\n)?([^]*)$/.exec(text) ?? [];
  return `${first}${line}\n${rest}`;
}

/** A hook as it was before the line was added; undefined when nothing else was in it. */
export function removeHookLine(text: string): string | undefined {
  if (text === addHookLine(undefined, nameInLine(text))) return undefined;
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.endsWith(MARK));
  return at === -1 ? text : lines.toSpliced(at, 1).join('\n');
}

function nameInLine(text: string): string {
  return /\/planex\/hooks\/([\w-]+); /.exec(text)?.[1] ?? '';
}
