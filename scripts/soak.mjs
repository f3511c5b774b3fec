import { prepareForTests } from './prepare.mjs'
import { runMeasurements } from './testing/run-measurements.mjs'

/** `npm run soak [-- names]`: runs test/soak/*.soak.ts, prints one table and writes .cache/soak.json. */
const node = await prepareForTests()
await runMeasurements({ node, kind: 'soak', names: process.argv.slice(2) })
