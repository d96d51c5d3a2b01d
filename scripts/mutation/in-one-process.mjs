// A test runner for stryker: the unit tests of the pure parts, bundled once and kept in the process. stryker's own
// runner for vitest begins a worker and imports every file anew for each mutant, which takes hours for what takes
// minutes here. That modules are shared is no loss: a mutant is switched on at run time, and what only runs on import
// is left out (`ignoreStatic`).
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { toMutantRunResult } from '@stryker-mutator/api/test-runner';
import { build } from 'esbuild';

const BUNDLE = `mutation-tests-${process.pid}.bundle.mjs`;
const SETUP = 'test/support/isolate.ts';
const PASSED = 0;
const FAILED = 1;

class InOneProcess {
  static inject = [commonTokens.options];

  constructor(options) {
    this.folders = options.inOneProcess.tests;
    this.oneOf = Number(process.env.MUTATION_ONE_OF ?? options.inOneProcess.oneOf ?? 1);
    this.tests = [];
    globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
    this.mutation = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    await bundle(this.folders.flatMap(listTests));
    const { collectFile, current, getFn, getHooks } = await import(pathToFileURL(resolve(BUNDLE)).href);
    const files = await collectFile();
    const [error] = files.flatMap((file) => file.result?.errors ?? []);
    if (error) throw new Error(`the tests cannot be collected: ${error.stack}`);
    for (const test of listCollected(files)) {
      if (test.mode !== 'run' && test.mode !== 'queued') continue;
      // Names alone do not do: properties have their seed in them.
      const id = `${this.tests.length} ${test.name.replace(/ \(with seed=.*/, '')}`;
      this.tests.push({ id, run: () => runTest(test, { current, getFn, getHooks }) });
    }
  }

  async dryRun() {
    return { ...(await this.runTests(this.tests)), mutantCoverage: this.mutation.mutantCoverage };
  }

  async mutantRun({ activeMutant, hitLimit, testFilter }) {
    // What takes long is sampled: stryker leaves errors out of the score.
    if (Number(activeMutant.id) % this.oneOf !== 0)
      return { status: 'error', errorMessage: 'not in the sample' };
    const wanted = testFilter && new Set(testFilter);
    Object.assign(this.mutation, {
      activeMutant: activeMutant.id,
      hitCount: hitLimit === undefined ? undefined : 0,
      hitLimit,
    });
    // Programs that a test starts are built from the same sources, and read it here.
    process.env[INSTRUMENTER_CONSTANTS.ACTIVE_MUTANT_ENV_VARIABLE] = activeMutant.id;
    const result = await this.runTests(
      wanted ? this.tests.filter((test) => wanted.has(test.id)) : this.tests,
      true,
    );
    const isEndless = hitLimit !== undefined && this.mutation.hitCount > hitLimit;
    return isEndless ? { status: 'timeout', reason: 'hit limit' } : toMutantRunResult(result);
  }

  async runTests(tests, isBailing = false) {
    const results = [];
    for (const { id, run } of tests) {
      this.mutation.currentTestId = id;
      const began = performance.now();
      const failure = await run().then(
        () => undefined,
        (error) => error,
      );
      this.mutation.currentTestId = undefined;
      const result = {
        id,
        name: id,
        status: failure === undefined ? PASSED : FAILED,
        timeSpentMs: performance.now() - began,
      };
      results.push(
        failure === undefined ? result : { ...result, failureMessage: String(failure?.message ?? failure) },
      );
      if (failure !== undefined && isBailing) break;
    }
    return { status: 'complete', tests: results };
  }
}

function listTests(folder) {
  if (folder.endsWith('.test.ts')) return [folder];
  const names = readdirSync(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name));
}

/** One file that imports all tests when it is asked to collect them. */
async function bundle(files) {
  const imports = [SETUP, ...files].map((file) => `await import(${JSON.stringify(`./${file}`)});`).join('\n');
  await build({
    stdin: {
      contents: `import { collectTests, getFn, getHooks } from '@vitest/runner';
export { getFn, getHooks };
export { current } from 'vitest';
export async function collectFile() {
  const config = { root: process.cwd(), setupFiles: [], name: undefined, sequence: { hooks: 'stack', setupFiles: 'list' },
    testTimeout: 60000, hookTimeout: 60000, maxConcurrency: 1, retry: 0, allowOnly: false, tags: [] };
  const runner = { config, pool: 'threads', importFile: async () => {\n${imports}\n} };
  return await collectTests([{ filepath: process.cwd() + '/all.test.ts', testLocations: undefined }], runner);
}`,
      resolveDir: process.cwd(),
      sourcefile: 'all.ts',
    },
    absWorkingDir: process.cwd(),
    outfile: BUNDLE,
    bundle: true,
    external: ['esbuild'],
    platform: 'node',
    format: 'esm',
    plugins: [{ name: 'urls', setup: (it) => it.onLoad({ filter: /[/]test[/].*\.ts$/ }, loadWithUrl) }],
    alias: { vitest: resolve(import.meta.dirname, 'vitest-stand-in.mjs') },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}

/** Each test keeps the address of its own file. */
async function loadWithUrl({ path }) {
  const text = await readFile(path, 'utf8');
  return {
    contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    loader: 'ts',
  };
}

const begun = new Set();

/** Runs a test with the hooks around it; what stands before all tests of a suite runs once. */
async function runTest(test, { current, getFn, getHooks }) {
  const suites = [];
  for (
    let suite = test.suite ?? test.file;
    suite;
    suite = suite.suite ?? (suite === suite.file ? undefined : suite.file)
  ) {
    suites.unshift(suite);
  }
  current.test = test;
  current.atEnd = [];
  for (const suite of suites) {
    if (begun.has(suite)) continue;
    begun.add(suite);
    for (const hook of getHooks(suite).beforeAll) await hook(suite);
  }
  try {
    for (const suite of suites)
      for (const hook of getHooks(suite).beforeEach) await hook(test.context, suite);
    await getFn(test)();
  } finally {
    for (const suite of suites.reverse())
      for (const hook of getHooks(suite).afterEach) await hook(test.context, suite);
    for (const end of current.atEnd.reverse()) await end();
  }
}

function* listCollected(tasks) {
  for (const task of tasks) {
    if (task.type === 'suite') yield* listCollected(task.tasks);
    else yield task;
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-one-process', InOneProcess)];
