import { fc } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import {
  type ChangedManifest,
  findNewDependencies,
} from '../../../src/tolerances/dependencies/find-new-dependencies.ts';
import { findDependencyFile } from '../../../src/tolerances/dependencies/dependency-file.ts';
import { expectQuick } from '../../support/expect-quick.ts';

/** One file, what it says before and after, and which names are new. */
type Case = [path: string, before: string | undefined, after: string | undefined, added: string[]];

const npm = (dependencies: object, more: object = {}): string => JSON.stringify({ dependencies, ...more });

const CASES: Record<string, Case[]> = {
  npm: [
    ['package.json', npm({ tea: '1' }), npm({ tea: '2', milk: '1' }), ['milk']],
    ['package.json', npm({ tea: '1' }), npm({}, { devDependencies: { tea: '1' } }), []],
    [
      'a/package.json',
      undefined,
      npm({ '@leaf/tea': '^1', own: 'workspace:*', near: 'file:../near' }),
      ['@leaf/tea'],
    ],
    [
      'package.json',
      npm({}),
      npm({}, { peerDependencies: { cup: '1' }, optionalDependencies: { jug: '1' } }),
      ['cup', 'jug'],
    ],
    ['package.json', npm({ tea: '1' }), undefined, []],
    ['package.json', npm({ tea: '1' }), '{ broken', ['package.json (cannot be read)']],
    [
      'package-lock.json',
      JSON.stringify({ packages: { '': {}, 'node_modules/tea': {} } }),
      JSON.stringify({
        packages: {
          '': {},
          'node_modules/tea': {},
          'node_modules/tea/node_modules/@leaf/milk': {},
          'node_modules/own': { link: true },
          'packages/of-our-own': { version: '1.0.0' },
        },
      }),
      ['@leaf/milk'],
    ],
    [
      'package-lock.json',
      '{}',
      JSON.stringify({ dependencies: { tea: { dependencies: { milk: {} } } } }),
      ['milk', 'tea'],
    ],
  ],
  pnpm: [
    [
      'pnpm-lock.yaml',
      "lockfileVersion: '9.0'\n\npackages:\n\n  tea@1.0.0:\n    resolution: {}\n\nsnapshots:\n\n  tea@1.0.0: {}\n",
      "lockfileVersion: '9.0'\n\npackages:\n\n  '@leaf/milk@2.0.0':\n    resolution: {}\n\n  tea@1.1.0:\n    resolution: {}\n\nsnapshots:\n\n  cup@1.0.0: {}\n",
      ['@leaf/milk'],
    ],
    [
      'pnpm-lock.yaml',
      'packages:\n\n',
      'packages:\n\n  /tea@1.0.0(milk@2.0.0):\n    dev: true\n\n  /cup/1.0.0:\n    dev: true\n',
      ['cup', 'tea'],
    ],
  ],
  yarn: [
    [
      'yarn.lock',
      '# yarn lockfile v1\n\n\ntea@^1.0.0:\n  version "1.0.0"\n',
      '# yarn lockfile v1\n\n\n"@leaf/milk@^1", "@leaf/milk@^2":\n  version "2"\n\ntea@^1.1.0:\n  version "1.1.0"\n',
      ['@leaf/milk'],
    ],
    [
      'yarn.lock',
      '',
      '__metadata:\n  version: 8\n\n"own@workspace:.":\n  version: 0\n\n"tea@npm:^1.0.0":\n  version: 1\n',
      ['tea'],
    ],
  ],
  pip: [
    [
      'requirements.txt',
      'tea==1.0\n',
      '# all\nTea>=2  # hot\nmilk[cold]~=1.0 ; python_version > "3"\n-r other.txt\n--index-url https://x\n',
      ['milk'],
    ],
    ['requirements-dev.txt', '', '-e ./own\ngit+https://x.example/cup.git#egg=Cup\n', ['cup']],
    ['requirements/test.in', undefined, 'tea_pot\n', ['tea-pot']],
  ],
  poetry: [
    [
      'pyproject.toml',
      '[tool.poetry.dependencies]\npython = "^3.12"\ntea = "^1"\n',
      '[tool.poetry.dependencies]\npython = "^3.13"\ntea = "^2"\n\n[tool.poetry.group.dev.dependencies]\nmilk = { version = "^1", extras = ["cold"] }\nown = { path = "../own" }\n',
      ['milk'],
    ],
    [
      'poetry.lock',
      '[[package]]\nname = "tea"\nversion = "1"\n',
      '[[package]]\nname = "milk"\nversion = "1"\n\n[package.dependencies]\ncup = "*"\n\n[[package]]\nname = "tea"\nversion = "2"\n',
      ['milk'],
    ],
    [
      'poetry.lock',
      '',
      '[[package]]\nname = "own"\n\n[package.source]\ntype = "directory"\nurl = "../own"\n\n[[package]]\nname = "Tea"\n',
      ['tea'],
    ],
    [
      'pyproject.toml',
      '',
      '\uFEFFtool.poetry.dev-dependencies.cup = "1"\n[tool.poetry.dependencies.tea]\nversion = "1"\nmarkers = """\n[x]\n"""\n',
      ['cup', 'tea'],
    ],
    // What cannot be read might name anything.
    ['pyproject.toml', '[project]\n', '[project]\n<<<<<<< ours\n', ['pyproject.toml (cannot be read)']],
  ],
  uv: [
    [
      'pyproject.toml',
      '[project]\ndependencies = ["tea>=1"]\n',
      '[project]\nname = "x" # y\ndependencies = [\n  "tea>=1", # warm\n  "milk[cold]>=1",\n  "own",\n]\n\n[project.optional-dependencies]\nhot = ["kettle"]\n\n[dependency-groups]\ndev = ["cup", { include-group = "hot" }]\n\n[tool.uv.sources]\nown = { workspace = true }\n',
      ['cup', 'kettle', 'milk'],
    ],
    [
      'uv.lock',
      '',
      '[[package]]\nname = "own"\nsource = { editable = "." }\n\n[[package]]\nname = "tea"\nsource = { registry = "https://pypi.org/simple" }\n',
      ['tea'],
    ],
    [
      'Pipfile.lock',
      '{"default":{"tea":{}}}',
      '{"_meta":{"x":{}},"default":{"tea":{}},"develop":{"Milk_Jug":{}}}',
      ['milk-jug'],
    ],
    ['Pipfile', '[packages]\ntea = "*"\n', '[packages]\ntea = "*"\n[dev-packages]\nmilk = "*"\n', ['milk']],
  ],
  cargo: [
    [
      'Cargo.toml',
      '[dependencies]\ntea = "1"\n',
      '[dependencies]\ntea = { version = "2", features = [\n  "hot",\n] }\nown = { path = "../own" }\nshared.workspace = true\nhot = { package = "kettle", version = "1" }\n\n[dev-dependencies.milk]\nversion = "1"\n\n[target."cfg(unix)".dependencies]\ncup = "1"\n',
      ['cup', 'kettle', 'milk'],
    ],
    [
      'Cargo.lock',
      '',
      '[[package]]\nname = "own"\nversion = "1"\n\n[[package]]\nname = "tea"\nversion = "1"\nsource = "registry+x"\n',
      ['tea'],
    ],
    ['Cargo.toml', '[workspace]\n', '[workspace.dependencies]\ntea = "1"\n', ['tea']],
    [
      'Cargo.lock',
      '[[package]]\nname = "own"\n',
      '[[package]]\nname = "own"\nversion = "0.1.0"\n\n[[package]]\nname = "tea"\nversion = "1"\nsource = "registry+https://x"\n',
      ['tea'],
    ],
  ],
  go: [
    [
      'go.mod',
      'module own\n\nrequire example.org/tea v1.0.0\n',
      'module own\n\ngo 1.23\n\nrequire (\n\texample.org/tea v1.1.0\n\texample.org/milk/v2 v2.0.0\n\texample.org/cup v1.0.0 // indirect\n)\n',
      ['example.org/milk/v2'],
    ],
    [
      'go.sum',
      '',
      'example.org/tea v1.0.0 h1:x=\nexample.org/tea v1.0.0/go.mod h1:y=\n',
      ['example.org/tea'],
    ],
  ],
  maven: [
    [
      'pom.xml',
      '<project><dependencies/></project>',
      '<project><dependencies><dependency>\n<groupId>org.leaf</groupId>\n<artifactId>tea</artifactId><exclusions><exclusion><groupId>a</groupId><artifactId>b</artifactId></exclusion></exclusions></dependency><!-- <dependency><groupId>x</groupId><artifactId>y</artifactId></dependency> --><dependency><artifactId>nobody</artifactId></dependency><dependency><groupId>${project.groupId}</groupId><artifactId>own</artifactId></dependency></dependencies></project>',
      ['org.leaf:tea'],
    ],
    [
      'build.gradle.kts',
      '',
      'dependencies {\n    implementation("org.leaf:tea:1.0")\n    testImplementation(project(":own"))\n}\n',
      ['org.leaf:tea'],
    ],
    [
      'gradle/libs.versions.toml',
      '',
      '[versions]\ntea = "1"\n[libraries]\ntea = { module = "org.leaf:tea", version.ref = "tea" }\nmilk = "org.leaf:milk:2"\ncup = { group = "org.leaf", name = "cup" }\nodd = { name = "odd" }\n',
      ['org.leaf:cup', 'org.leaf:milk', 'org.leaf:tea'],
    ],
  ],
  others: [
    ['Gemfile', "gem 'tea'\n", "gem 'tea'\ngem \"milk\", '~> 1'\ngem 'own', path: '../own'\n", ['milk']],
    [
      'composer.json',
      '{}',
      '{"require":{"php":"^8","leaf/tea":"1"},"require-dev":{"ext-x":"*","leaf/milk":"1"}}',
      ['leaf/milk', 'leaf/tea'],
    ],
    [
      'src/own.csproj',
      '',
      '<Project><ItemGroup><PackageReference Include="Tea" Version="1" /></ItemGroup></Project>',
      ['Tea'],
    ],
  ],
};

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  test.each(cases)('%s: case %#', (path, before, after, added) => {
    expect(findNewDependencies([{ path, before, after }])).toEqual(added);
  });
});

test('what comes along with what was asked for does not count by itself', () => {
  const lock = (...names: string[]): string =>
    JSON.stringify({ packages: Object.fromEntries(names.map((name) => [`node_modules/${name}`, {}])) });
  const manifest: ChangedManifest = { path: 'package.json', before: npm({}), after: npm({ tea: '1' }) };
  const locked: ChangedManifest = {
    path: 'package-lock.json',
    before: lock(),
    after: lock('tea', 'leaf', 'water'),
  };
  expect(findNewDependencies([manifest, locked])).toEqual(['tea']);
  expect(findNewDependencies([locked])).toEqual(['leaf', 'tea', 'water']);
});

test('what another manifest has named before is not new, and each ecosystem stands for itself', () => {
  expect(
    findNewDependencies([
      { path: 'a/package.json', before: npm({}), after: npm({ tea: '1' }) },
      { path: 'b/package.json', before: npm({ tea: '1' }), after: npm({ tea: '1' }) },
      { path: 'requirements.txt', before: '', after: 'tea\n' },
    ]),
  ).toEqual(['tea']);
});

test('what was copied into the repository is no manifest of it', () => {
  expect(findDependencyFile('node_modules/tea/package.json')).toBeUndefined();
  expect(findDependencyFile('vendor/x/go.mod')).toBeUndefined();
  expect(findDependencyFile('docs/package.md')).toBeUndefined();
});

const PATHS = Object.values(CASES).flatMap((cases) => cases.map(([path]) => path));

test('no text makes a reader throw or go on for ever, and nothing is new in the same text', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PATHS), fc.string({ maxLength: 300, unit: 'binary' }), (path, text) => {
      expect(findNewDependencies([{ path, before: text, after: text }])).toEqual([]);
      findNewDependencies([{ path, before: undefined, after: text }]);
    }),
  );
  for (const path of new Set(PATHS)) {
    for (const piece of ['[a', 'x = [', '"', '<dependency>', 'a@', '\n  ', '${', 'require (\n', "gem '"]) {
      const after = piece.repeat(30_000 / piece.length);
      expectQuick(() => findNewDependencies([{ path, before: '', after }]), `${path} ${piece}`);
    }
  }
});
