// Bundles the command line and the demonstration into dist/, or the folder named.
import { bundle } from './bundle.mjs';

await bundle(process.argv[2] ?? 'dist', { planex: 'src/cli.ts', demo: 'scripts/demo.ts' });
