import type { OwnRow } from '../../src/routing/policy.ts';
import { overridePolicy } from '../../src/routing/effective-policy.ts';
import { type PresetName, readPreset } from '../../src/routing/presets.ts';
import type { RoutingContext } from '../../src/routing/route-request.ts';

/** What routes are chosen by with nothing set, less what `change` says. */
export function makeRoutingContext(
  change: Partial<RoutingContext> & { preset?: PresetName; rows?: OwnRow[] } = {},
): RoutingContext {
  const { preset, rows = [], ...rest } = change;
  return {
    policy: overridePolicy(readPreset(preset ?? 'codex-gemini'), rows),
    isConfigured: preset !== undefined,
    models: { map: {}, from: 'a test' },
    variables: { models: {} },
    ...rest,
  };
}
