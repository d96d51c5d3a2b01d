import type { Settings } from '../../config/settings.ts';
import { DEFAULT_PRESET } from '../../routing/presets.ts';
import { warnOfModels } from '../../routing/warn-of-models.ts';
import type { Finding } from './finding.ts';
import { listKnownModels } from '../calls/known-models.ts';
import type { Router } from '../calls/router.ts';

/**
 * What `planex doctor` says of the policy: which one it is, variables that make no sense, models that nobody knows.
 * `asksCodex`: it is there and answers.
 */
export async function examineRouting(
  settings: Settings,
  router: Router,
  { asksCodex }: { asksCodex: boolean },
): Promise<Finding[]> {
  const name = 'routing';
  const known = asksCodex ? await listKnownModels() : new Map<string, readonly string[]>();
  const models = router.listRoutes().flatMap((route) => warnOfModels(route, known));
  const { preset, rows } = settings.routing;
  const own = rows.length === 0 ? '' : `, ${rows.length} of its rows changed in .planexrc`;
  const policy =
    preset === undefined
      ? `preset ${DEFAULT_PRESET} for tasks that name no backend and have no commands${own}`
      : `preset ${preset} for tasks that name no backend${own}`;
  return [
    { level: 'ok', name, message: policy },
    ...[...router.problems, ...new Set(models)].map(
      (message): Finding => ({ level: 'warning', name, message }),
    ),
  ];
}
