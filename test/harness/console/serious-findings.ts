import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** What keeps people with a screen reader or a keyboard out of what is shown now: rule and place, a line each. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // A window of Electron opens no second page for axe to run in.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')}`))
}
