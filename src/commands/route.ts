import { explainRoute } from '../compose/calls/explain-route.ts';
import type { Route } from '../routing/route.ts';
import type { Command } from './command.ts';
import { paint, printJson, type Terminal } from './terminal.ts';

export const route: Command = {
  args: [{ name: '<task>', description: 'id of the task, or an ending of it that only one task has' }],
  options: [{ flags: '--json', description: 'print the route as JSON' }],
  details:
    'Nothing is started or asked.\n\nJSON: { id, title, route: { kind, work, backend, model?, modelAsked?, effort?, sandbox, wallClockMs?,\n  also?, fallback?, failClosed, because: [] }, problem?, warnings: [] }; a decision for a person has the\n  kind "decision-needed" and a reason instead of a backend',
  examples: ['planex route docs/plans/2026-11-20-login#2', 'planex route login#2 --json'],
  async run({ cwd, args, options, io }) {
    const found = await explainRoute(cwd, args[0] ?? '');
    if (options.json === true) {
      printJson(io, found);
      return 0;
    }
    io.out(`${found.id}: ${found.title}`);
    io.out(`  work      ${found.route.work}`);
    if (found.route.kind === 'route') showRoute(found.route, io);
    else {
      io.out(`  backend   none: ${found.route.reason.message}`);
      if (found.route.reason.action !== undefined) io.out(`  to go on  ${found.route.reason.action}`);
    }
    if (found.problem !== undefined && found.route.kind === 'route') {
      io.out(paint('yellow', `  now       ${found.problem.code}: ${found.problem.message}`));
    }
    found.route.because.forEach((step, index) =>
      io.out(`  ${index === 0 ? 'because  ' : '         '} ${step}`),
    );
    for (const warning of found.warnings) io.out(paint('yellow', `  warning   ${warning}`));
    return 0;
  },
};

function showRoute(chosen: Route, io: Terminal): void {
  io.out(`  backend   ${chosen.backend}${describeModel(chosen)}`);
  if (chosen.also !== undefined) io.out(`  beside    ${chosen.also.backend}${describeModel(chosen.also)}`);
  if (chosen.effort !== undefined) io.out(`  effort    ${chosen.effort}`);
  io.out(`  sandbox   ${chosen.sandbox}`);
  if (chosen.wallClockMs !== undefined) io.out(`  at most   ${chosen.wallClockMs / 1000} s`);
  const { fallback } = chosen;
  if (fallback === undefined) return;
  const when = fallback.after === 'any-failure' ? 'after a failure' : 'after the first rate limit only';
  const how = fallback.approval === 'needed' ? 'needs your approval' : `approved by ${fallback.approvedBy}`;
  io.out(`  fallback  ${fallback.backend}${describeModel(fallback)} ${when}: ${how}`);
}

function describeModel({ model, modelAsked }: { model?: string; modelAsked?: string }): string {
  if (model === undefined) return '';
  return modelAsked === undefined ? ` (${model})` : ` (${modelAsked}, sent as ${model})`;
}
