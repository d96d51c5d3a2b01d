import codexDual from '../../config/presets/codex-dual.json' with { type: 'json' };
import codexGemini from '../../config/presets/codex-gemini.json' with { type: 'json' };
import { type Policy, policySchema } from './policy.ts';

/** The names of the policies that come with planex. */
export const PRESET_NAMES = ['codex-gemini', 'codex-dual'] as const;

export type PresetName = (typeof PRESET_NAMES)[number];

/** The preset that routes where the settings name none. */
export const DEFAULT_PRESET: PresetName = 'codex-gemini';

const FILES: Record<PresetName, unknown> = { 'codex-gemini': codexGemini, 'codex-dual': codexDual };

/** The policy of that name; it is part of the program, and no file is looked for. */
export function readPreset(name: PresetName): Policy {
  return policySchema.parse(FILES[name]);
}
