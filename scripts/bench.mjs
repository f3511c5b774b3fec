import { prepareForTests } from './prepare.mjs'
import { runMeasurements } from './testing/run-measurements.mjs'

/** `npm run bench [-- names]`: runs test/bench/*.bench.ts, prints one table and writes .cache/bench.json. */
const node = await prepareForTests()
await runMeasurements({ node, kind: 'bench', names: process.argv.slice(2) })
