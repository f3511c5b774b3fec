import { createElement } from 'react'
import { unsubscribe } from '../../mail/mail-preferences.ts'
import type { Pages } from '../bind-page.ts'
import { listPlans } from '../list-plans.ts'
import { localPath } from '../locale-rule.ts'
import type { PageDeps } from '../page-deps.ts'
import { LandingView } from '../views/landing-view.tsx'
import { TextView } from '../views/message-view.tsx'

const preferenceDays = 365

/** What everybody may see. */
export function bindOpenRoutes(pages: Pages, deps: PageDeps): void {
  pages.open('GET', '/', async ({ visit, show, goTo }) => {
    if (visit.signedIn !== null) return goTo('/home')
    return show(createElement(LandingView, { visit, plans: await listPlans(deps) }))
  })

  for (const name of ['terms', 'privacy', 'support'] as const) {
    pages.open('GET', `/${name}`, async ({ visit, show }) => {
      const text = await deps.content.siteText(name, visit.locale)
      return show(createElement(TextView, { visit, title: visit.words[name], text }))
    })
  }

  // Language and appearance change nothing but the reader's own view, so a link may set them.
  pages.open('GET', '/preferences', async ({ query, reply, goTo, visit }) => {
    const set = (name: string, value: string) =>
      reply.setCookie(name, value, { path: '/', sameSite: 'lax', maxAge: preferenceDays * 86_400 })
    const { lang, theme } = query
    if (lang === 'zh' || lang === 'en') {
      set('lang', lang)
      if (visit.signedIn !== null) await deps.accounts.setLocale(visit.signedIn.userId, lang)
    }
    if (theme === 'light' || theme === 'dark' || theme === 'auto') set('theme', theme)
    return goTo(localPath(query['back']))
  })
}

/** Ends reminders for the holder of a token: by POST alone, which a mail program may send by itself. */
export function endReminders(deps: PageDeps, token: string): Promise<boolean> {
  return unsubscribe(deps, token)
}
