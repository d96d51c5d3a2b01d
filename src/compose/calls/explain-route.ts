import type { RouteView } from '../../daemon/look/route-view.ts';
import { warnOfModels } from '../../routing/warn-of-models.ts';
import { listKnownModels } from './known-models.ts';
import { withOperations } from '../with-operations.ts';

/** The route of a task as the daemon would take it, and what the installed backends would not know of it. */
export async function explainRoute(cwd: string, task: string): Promise<RouteView> {
  const view = await withOperations(cwd, 'read', (operations) => operations.route({ task }));
  if (view.route.kind === 'decision-needed' || view.route.backend === 'shell') return view;
  const warnings = warnOfModels(view.route, await listKnownModels());
  return { ...view, warnings: [...view.warnings, ...warnings] };
}
