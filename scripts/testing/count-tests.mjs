import { relative } from 'node:path'
import { projectRoot } from '../set-up/find-node.mjs'

/**
 * @typedef {object} Found what a part of the tests came to
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} failures a line or more each: which test failed, and how
 */

/** Lines of an error that are kept for the end of a run: the message and where it came from. */
const keptLines = 12

/**
 * Sums a report of vitest's JSON reporter.
 * @param {any} report
 * @returns {Found}
 */
export function countTests(report) {
  // A file that cannot be imported has no failed test, yet nothing of it ran.
  const unreadable = report.testResults.filter(
    file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'),
  )
  const failed = report.testResults.flatMap(file =>
    file.assertionResults
      .filter(test => test.status === 'failed')
      .map(test => describe(file.name, test.fullName, test.failureMessages.join('\n'))),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unreadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...failed, ...unreadable.map(file => describe(file.name, 'cannot be run', file.message))],
  }
}

/**
 * @param {string} path
 * @param {string} name
 * @param {string | undefined} error
 */
function describe(path, name, error = '') {
  const lines = error.split('\n').slice(0, keptLines)
  return [`${relative(projectRoot, path)} > ${name}`, ...lines.map(line => `    ${line}`)].join('\n')
}
