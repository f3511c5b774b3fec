/**
 * Sums a report of vitest's JSON reporter.
 * @param {any} report
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function countTests(report) {
  // A file that cannot be imported has no failed test, yet nothing of it ran.
  const unreadable = report.testResults.filter(
    file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unreadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
