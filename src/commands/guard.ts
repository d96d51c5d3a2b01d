import { checkRange } from '../compose/guard/check-range.ts';
import { checkStaged } from '../compose/guard/check-staged.ts';
import type { GuardFinding } from '../compose/guard/guarded-plans.ts';
import { listSentinels } from '../compose/guard/list-sentinels.ts';
import { retireInPlan } from '../compose/guard/retire-in-plan.ts';
import { OperatorError } from '../errors.ts';
import { describeDrift, DRIFT_HEADLINE, DRIFT_WAYS } from '../guard/describe-drift.ts';
import { driftToSarif } from '../guard/drift-to-sarif.ts';
import { planexVersion } from '../version.ts';
import type { Command, CommandInput } from './command.ts';
import { type Format, readFormat } from './read-format.ts';
import { paint, printJson, type Terminal } from './terminal.ts';

export const guard: Command = {
  dashesInArguments: true,
  args: [
    { name: '[action]', description: 'list, or retire with a sentinel; without it the plans are checked' },
    { name: '[sentinel]', description: 'the statement to let go, as it stands between its backticks' },
  ],
  options: [
    { flags: '--range <a..b>', description: 'check the commits that b has and a has not' },
    { flags: '--format <format>', description: 'text, json or sarif' },
    { flags: '--why <reason>', description: 'retire: why it may go' },
    {
      flags: '--plan <path>',
      description: 'retire: the plan, when several have the sentinel or it has moved',
    },
  ],
  details:
    'A sentinel is inline code on a line with **load-bearing, or on the line above or below. Without --range what is\nstaged is compared with HEAD. Nothing is changed but by retire, which writes into the Decision Log of the plan.\nExit code 1 when a sentinel would be lost.\n\nJSON: { findings: [{ rule, sentinel, path, line, now?: { path, line }, planGone,\n  commit?: { id, author, subject } }] }; of list { sentinels: [{ path, line, sentinel, retired }] }',
  examples: [
    'planex guard',
    'planex guard --range main..HEAD --format sarif',
    'planex guard list',
    'planex guard retire "--mode write" --why "files are opened read-only now"',
  ],
  async run(input) {
    const { cwd, args, options, io } = input;
    const format = readFormat(options['format']);
    switch (args[0]) {
      case undefined:
        return check(input, format);
      case 'list':
        if (args[1] !== undefined) throw new OperatorError(`list takes nothing more, not "${args[1]}"`);
        return list(cwd, format, io);
      case 'retire':
        return retire(input);
      default:
        throw new OperatorError(`guard takes list or retire, not "${args[0]}"`, {
          todo: 'planex help guard',
        });
    }
  },
};

async function check({ cwd, options, io }: CommandInput, format: Format): Promise<number> {
  const range = options['range'];
  const findings = typeof range === 'string' ? await checkRange(cwd, range) : await checkStaged(cwd);
  if (format === 'json') printJson(io, { findings });
  else if (format === 'sarif') printJson(io, driftToSarif(findings, planexVersion));
  else if (findings.length > 0) showFindings(findings, io);
  else await showPass(cwd, io);
  return findings.length > 0 ? 1 : 0;
}

function showFindings(findings: readonly GuardFinding[], io: Terminal): void {
  io.out(paint('red', DRIFT_HEADLINE));
  for (const finding of findings) {
    io.out(describeDrift(finding));
    const { commit } = finding;
    if (commit !== undefined) {
      io.out(`  taken by ${commit.id.slice(0, 10)} ${commit.subject} (${commit.author})`);
    }
  }
  for (const line of DRIFT_WAYS) io.out(line);
}

async function showPass(cwd: string, io: Terminal): Promise<void> {
  const guarded = (await listSentinels(cwd)).filter((one) => !one.retired).length;
  if (guarded === 0) io.out('no plan has a **load-bearing marker, so nothing is guarded');
  else io.out(`nothing is lost; ${guarded} ${guarded === 1 ? 'sentinel is' : 'sentinels are'} guarded`);
}

async function list(cwd: string, format: Format, io: Terminal): Promise<number> {
  const sentinels = await listSentinels(cwd);
  if (format !== 'text') printJson(io, { sentinels });
  else if (sentinels.length === 0) io.out('no plan has a **load-bearing marker, so nothing is guarded');
  else {
    for (const { path, line, sentinel, retired } of sentinels) {
      io.out(`${path}:${line}: \`${sentinel}\`${retired ? ' (retired)' : ''}`);
    }
  }
  return 0;
}

async function retire({ cwd, args, options, io }: CommandInput): Promise<number> {
  const { why, plan } = options;
  const sentinel = args[1] ?? '';
  if (sentinel.trim() === '' || typeof why !== 'string' || why.trim() === '') {
    throw new OperatorError('retire wants a sentinel and a reason', {
      todo: 'planex guard retire "<sentinel>" --why "<reason>"',
    });
  }
  const nowMs = Date.now();
  const wish = { sentinel, why, plan: typeof plan === 'string' ? plan : undefined, nowMs };
  const { path, wasRetired } = await retireInPlan(cwd, wish);
  if (wasRetired) io.out(`already retired in ${path}`);
  else io.out(`retired in the Decision Log of ${path}; stage it together with the change`);
  return 0;
}
