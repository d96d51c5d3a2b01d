import { plainWork, type Work } from './artifacts.ts';
import type { KillAt } from './daemon.ts';
import { judgedWork } from './judged.ts';

/** What there is to do while the daemon is killed. */
export const WORKS = { plain: plainWork, judged: judgedWork } satisfies Record<string, Work>;
export type WorkName = keyof typeof WORKS;
export const WORK_NAMES: readonly WorkName[] = ['plain', 'judged'];

/** What happens after the daemon was killed, before everything is brought to its end. */
export const VARIANTS = ['restart', 'user', 'command'] as const;
/** The commands that are run instead of a restart; each of them settles what was left half done. */
export const COMMANDS = ['status', 'why', 'once', 'pause', 'trust'] as const;
/** Records of which the disk keeps one half when the daemon is killed: of its landings, or who uses its work trees. */
export const DAMAGES = ['journals', 'claims'] as const;
export type Damage = (typeof DAMAGES)[number];

/** Where the daemon is killed, and what the disk makes of it. */
export interface KillBegin {
  first: KillAt;
  damage?: Damage;
}

/** One kill of the daemon, what follows it, and where that is killed as well. */
export interface Kill extends KillBegin {
  work: WorkName;
  variant: 'restart' | 'user' | (typeof COMMANDS)[number];
  second?: KillAt;
}

/**
 * A kill in a word, such as `plain/restart/landing:files-written#1/@120`: killed again 120 ms after the restart; or
 * `plain/status/landing:ref-prepared#1+journals`.
 */
export function nameKill({ work, variant, first, damage, second }: Kill): string {
  const begin = `${work}/${variant}/${nameAt(first)}${damage === undefined ? '' : `+${damage}`}`;
  return second === undefined ? begin : `${begin}/${nameAt(second)}`;
}

/** Reads what `nameKill` wrote. Throws when it is none. */
export function parseKill(name: string): Kill {
  const [work, variant, begin = '', second] = name.split('/');
  const known = ['restart', 'user', ...COMMANDS] as const;
  const ofWork = WORK_NAMES.find((one) => one === work);
  const found = known.find((one) => one === variant);
  if (ofWork === undefined || found === undefined || begin === '') throw new Error(`not a kill: ${name}`);
  return {
    work: ofWork,
    variant: found,
    ...parseBegin(begin),
    ...(second === undefined ? {} : { second: parseAt(second) }),
  };
}

/** Reads the first part of a kill, such as `landing:ref-prepared#1+journals`. Throws when it is none. */
export function parseBegin(text: string): KillBegin {
  const [first = '', damage] = text.split('+');
  const found = DAMAGES.find((one) => one === damage);
  if (found !== damage) throw new Error(`no such damage: ${text}`);
  return { first: parseAt(first), ...(found === undefined ? {} : { damage: found }) };
}

function nameAt(at: KillAt): string {
  return at.kind === 'point' ? at.point : `@${at.afterMs}`;
}

function parseAt(text: string): KillAt {
  if (text.startsWith('@')) return { kind: 'moment', afterMs: Number(text.slice(1)) };
  return { kind: 'point', point: text.includes('#') ? text : `${text}#1` };
}
