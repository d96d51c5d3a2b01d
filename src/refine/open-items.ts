import { type Finding, isActionable } from '../tasks/findings.ts';
import type { Manifest, Round } from './manifest.ts';

/** One item of the list that the first review of mode verify has frozen, by its position there. */
export interface OpenItem {
  position: number;
  finding: Finding;
}

/** What of the frozen list is not dealt with yet. It can only become shorter. */
export function listOpen({ frozen = [], rounds }: Pick<Manifest, 'frozen' | 'rounds'>): OpenItem[] {
  const closed = new Set(rounds.flatMap(({ fixed = [] }) => fixed));
  return frozen
    .map((finding, position) => ({ position, finding }))
    .filter((item) => !closed.has(item.position));
}

/** What a round's implementer has to deal with. */
export function listTodo(manifest: Manifest, round: Round): Finding[] {
  if (manifest.frozen !== undefined) return listOpen(manifest).map(({ finding }) => finding);
  return (round.findings ?? []).filter(isActionable);
}
