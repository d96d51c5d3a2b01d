import type { KillAt } from './daemon.ts';

/** What happens after the daemon was killed, before everything is brought to its end. */
export const VARIANTS = ['restart', 'user', 'command'] as const;
/** The commands that are run instead of a restart; each of them settles what was left half done. */
export const COMMANDS = ['status', 'why', 'once', 'pause', 'trust'] as const;

/** One kill of the daemon, what follows it, and where that is killed as well. */
export interface Kill {
  variant: 'restart' | 'user' | (typeof COMMANDS)[number];
  first: KillAt;
  second?: KillAt;
}

/** A kill in a word, such as `restart/landing:files-written#1/@120`: killed again 120 ms after the restart. */
export function nameKill({ variant, first, second }: Kill): string {
  return [variant, first, ...(second === undefined ? [] : [second])]
    .map((part) => (typeof part === 'string' ? part : nameAt(part)))
    .join('/');
}

/** Reads what `nameKill` wrote. Throws when it is none. */
export function parseKill(name: string): Kill {
  const [variant = '', first, second] = name.split('/');
  const known = ['restart', 'user', ...COMMANDS] as const;
  const found = known.find((one) => one === variant);
  if (found === undefined || first === undefined) throw new Error(`not a kill: ${name}`);
  return {
    variant: found,
    first: parseAt(first),
    ...(second === undefined ? {} : { second: parseAt(second) }),
  };
}

function nameAt(at: KillAt): string {
  return at.kind === 'point' ? at.point : `@${at.afterMs}`;
}

function parseAt(text: string): KillAt {
  if (text.startsWith('@')) return { kind: 'moment', afterMs: Number(text.slice(1)) };
  return { kind: 'point', point: text.includes('#') ? text : `${text}#1` };
}
