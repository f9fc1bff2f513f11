import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

export interface Violation {
  readonly id: string
  readonly impact: 'critical' | 'serious' | 'moderate' | 'minor'
  readonly nodes: readonly string[]
}

/** WCAG 2.2 A and AA with the size of targets, and what axe holds to be good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong with the page as it is. */
export async function findViolations(page: Page): Promise<readonly Violation[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(tags)
    .options({ rules: { 'target-size': { enabled: true } } })
    .analyze()
  return violations.map(({ id, impact, nodes }) => ({
    id,
    impact: impact ?? 'minor',
    nodes: nodes.map(({ html }) => html),
  }))
}
