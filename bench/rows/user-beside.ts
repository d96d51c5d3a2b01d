import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon, trustAll } from '../daemon.ts';
import { makeBenchRepository, planFor } from '../repositories.ts';
import type { Row } from '../row.ts';
import { single } from '../sample.ts';

const LASTS_MS = 30_000;

/** A person commits without a pause while planex lands on the same branch: how many commands fail for a lock. */
export const userBeside: Row = {
  name: 'user-beside',
  title: "user's git commands that fail on our lock, with landings going on",
  async measure(bench) {
    const repository = makeBenchRepository(bench, 'repository', 100);
    const { path } = repository;
    for (let number = 0; number < 300; number += 1) {
      repository.write(`docs/plans/2026-11-20-plan-${number}.md`, planFor(`plan-${number}`));
    }
    await trustAll(bench, path);
    const daemon = await startDaemon(bench, path);
    let commands = 0;
    let failed = 0;
    const git = async (...args: string[]): Promise<void> => {
      const child = spawn('git', args, { cwd: path, env: bench.env, stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      const [code] = await once(child, 'close');
      commands += 1;
      if (code !== 0 && /\.lock|cannot lock ref/.test(said)) failed += 1;
    };
    try {
      const endsAt = performance.now() + LASTS_MS;
      for (let round = 0; performance.now() < endsAt; round += 1) {
        repository.write('mine.txt', `${round}\n`);
        await git('add', 'mine.txt');
        await git('commit', '--quiet', '-m', `mine ${round}`, '--', 'mine.txt');
        await git('status', '--short');
      }
    } finally {
      await daemon.stop();
    }
    const log = readFileSync(join(path, '.git/planex/events.jsonl'), 'utf8');
    const landings = log.split('"task:landed"').length - 1;
    const notes = [`${failed} of ${commands} commands, beside ${landings} landings in ${LASTS_MS / 1000} s.`];
    const planex = single((100 * failed) / commands);
    const against = { name: 'nothing', ...single(0) };
    return [{ at: '', unit: '%', planex, against, target: 1, acceptable: 2.5, absolute: true, notes }];
  },
};
