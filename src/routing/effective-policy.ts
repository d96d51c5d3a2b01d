import type { OwnRow, Policy, PolicyRow } from './policy.ts';

/** A row in force, and whether the user's own settings changed it. */
export interface EffectiveRow extends PolicyRow {
  isOwn: boolean;
}

/** The policy in force: a preset with the user's own rows over it. */
export interface EffectivePolicy {
  name: string;
  rows: EffectiveRow[];
}

/** Lays the user's rows over a preset, each over the row for the same kind of work. */
export function overridePolicy(preset: Policy, own: readonly OwnRow[]): EffectivePolicy {
  return {
    name: preset.name,
    rows: preset.rows.map((row) => {
      const over = own.find(({ work }) => work === row.work);
      return over === undefined ? { ...row, isOwn: false } : overrideRow(row, over);
    }),
  };
}

/** Another backend takes nothing over that was meant for the first: its model, effort, time and fallback. */
function overrideRow(row: PolicyRow, own: OwnRow): EffectiveRow {
  const { work, backend, sandbox } = row;
  const kept = own.backend === undefined || own.backend === backend ? row : { work, backend, sandbox };
  return { ...kept, ...own, isOwn: true };
}
