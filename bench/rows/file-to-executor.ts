import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startDaemon } from '../daemon.ts';
import { endGroup, isInstalled, waitUntil } from '../programs.ts';
import { makeBenchRepository, planFor } from '../repositories.ts';
import type { BenchContext, Row } from '../row.ts';
import { interleave } from '../sample.ts';

const ROUNDS = 12;
/** Time for the peers to begin to watch: none of them says when it does. */
const BEGIN_MS = 1_500;

/** A file is renamed into a folder; how long until a program that it leads to has started. */
export const fileToExecutor: Row = {
  name: 'file-to-executor',
  title: 'file renamed in → executor started / fs.watch + spawn',
  async measure(bench) {
    const { path } = makeBenchRepository(bench, 'repository', 100);
    mkdirSync(join(path, 'docs/plans'), { recursive: true });
    const watchers = listWatchers(bench);
    const children = watchers.map(({ name, start }) => {
      const folder = join(bench.folder, name.replaceAll(/\W+/g, '-'));
      mkdirSync(folder);
      const stamp = join(bench.folder, `${name.replaceAll(/\W+/g, '-')}.stamp`);
      return { name, folder, stamp, child: start(folder, `touch ${stamp}`) };
    });
    const daemon = await startDaemon(bench, path);
    try {
      await wait(BEGIN_MS);
      const drop = async (folder: string, stamp: string, round: number): Promise<number> => {
        const ready = join(bench.folder, 'next.md');
        rmSync(stamp, { force: true });
        writeFileSync(
          ready,
          planFor(`drop-${round}`, [`touch ${stamp}`, `echo ${round} > out/drop-${round}.txt`]),
        );
        const startedAt = performance.now();
        renameSync(ready, join(folder, `2026-11-20-drop-${round}.md`));
        await waitUntil(() => existsSync(stamp), `the executor of drop ${round}`);
        return performance.now() - startedAt;
      };
      const branch = join(path, '.git/refs/heads/main');
      const [planex, against, ...peers] = await interleave(ROUNDS, [
        async (round) => {
          const before = readFileSync(branch, 'utf8');
          const tookMs = await drop(join(path, 'docs/plans'), join(bench.folder, 'planex.stamp'), round);
          await waitUntil(() => readFileSync(branch, 'utf8') !== before, 'the commit');
          return tookMs;
        },
        ...children.map(
          ({ folder, stamp }) =>
            (round: number) =>
              drop(folder, stamp, round),
        ),
      ]);
      if (!planex || !against) return [];
      const named = peers.map((sample, index) => ({ name: children[index + 1]?.name ?? '', ...sample }));
      const notes = [
        'planex waits 100 ms for a Markdown file to settle, by design; `drop-to-commit` names the parts.',
      ];
      const name = children[0]?.name ?? '';
      return [{ at: '', unit: 'ms', planex, against: { name, ...against }, peers: named, notes }];
    } finally {
      await daemon.stop();
      for (const { child } of children) await endGroup(child);
    }
  },
};

interface Watcher {
  name: string;
  start: (folder: string, command: string) => ChildProcess;
}

function listWatchers({ env, peers }: BenchContext): Watcher[] {
  const detached = { env, stdio: 'ignore', detached: true } as const;
  const node = (text: string): ChildProcess =>
    spawn(process.execPath, ['-e', text], { ...detached, cwd: peers });
  const act = (command: string): string =>
    `() => require('child_process').spawn('sh', ['-c', ${JSON.stringify(command)}])`;
  const nodemon = createRequire(join(peers, 'package.json')).resolve('nodemon/bin/nodemon.js');
  const all: (Watcher | undefined)[] = [
    {
      name: 'fs.watch + spawn',
      start: (folder, command) => node(`require('fs').watch(${JSON.stringify(folder)}, ${act(command)})`),
    },
    {
      name: 'chokidar',
      start: (folder, command) =>
        node(
          `import('chokidar').then(({ watch }) => watch(${JSON.stringify(folder)}, { ignoreInitial: true }).on('add', ${act(command)}))`,
        ),
    },
    {
      name: 'nodemon',
      start: (folder, command) =>
        spawn(process.execPath, [nodemon, '-q', '--watch', folder, '--ext', 'md', '--exec', command], {
          ...detached,
          cwd: folder,
        }),
    },
    isInstalled('inotifywait')
      ? {
          name: 'inotifywait + sh',
          start: (folder, command) =>
            spawn(
              'sh',
              ['-c', `inotifywait -qm -e moved_to ${folder} | while read -r _; do ${command}; done`],
              detached,
            ),
        }
      : undefined,
  ];
  return all.filter((watcher) => watcher !== undefined);
}
