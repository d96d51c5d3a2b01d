import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planex, planexOk, recordsFolder, startDaemon } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it.runIf(process.platform === 'linux')(
  'no command takes a daemon whose lock file is damaged for one that does not run',
  async () => {
    const repository = makeRepository();
    const pid = await startDaemon(repository);
    const lock = join(recordsFolder(repository), 'daemon.lock');
    const text = readFileSync(lock);
    // Else it may notice, and end itself meanwhile.
    process.kill(pid, 'SIGSTOP');
    truncateSync(lock);
    for (const args of [['status'], ['status', '--json'], ['stop'], ['start'], ['once'], ['pause']]) {
      const result = await planex(repository, args);
      expect(result, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
      expect(result.stderr, args.join(' ')).toContain(
        `The lock file is damaged, but process ${pid} still holds it.`,
      );
    }
    writeFileSync(lock, text);
    process.kill(pid, 'SIGCONT');
    expect(await planexOk(repository, 'status')).toContain(`(pid ${pid},`);
  },
);
