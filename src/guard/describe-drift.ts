import type { Drift } from './find-drift.ts';

/** A loss in one line, as `hooks/guard.sh` words it too. */
export function describeDrift({ rule, sentinel, path, line, now, planGone }: Drift): string {
  const place = `${quotePath(path)}:${line}: ${rule}: \`${sentinel}\``;
  if (now !== undefined) {
    return `${place} still stands at ${quotePath(now.path)}:${now.line}, but no longer beside a **load-bearing marker`;
  }
  return `${place} is gone${planGone ? ' with its plan' : ''}`;
}

/** What comes before the losses. */
export const DRIFT_HEADLINE = 'planex guard: sentinels would be lost';

/** What a person can do about them. */
export const DRIFT_WAYS = [
  'Put each back as it was, or let it go on purpose:',
  '  planex guard retire "<sentinel>" --why "<reason>"',
] as const;

/** A path as Git writes it: in quotes when it holds quotes, backslashes or control characters. */
function quotePath(path: string): string {
  const quoted = path.replace(/["\\]|[^\P{Cc}\u0080-\u009f]/gu, escapeByte);
  return quoted === path ? path : `"${quoted}"`;
}

const ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
};

function escapeByte(byte: string): string {
  return ESCAPES[byte] ?? `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
