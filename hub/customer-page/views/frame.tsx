import type { ReactNode } from 'react'
import { iconAsset, scriptAsset, styleAsset } from '../assets.ts'
import { groundColours } from '../style-sheet.ts'
import type { Visit } from '../visit.ts'

/** A whole page. */
export function Frame(props: {
  readonly visit: Visit
  readonly title: string
  /** Class of the main part: `wide`, `home`. */
  readonly layout?: string
  readonly children: ReactNode
}) {
  const { visit, title, layout, children } = props
  const { words, theme, brand } = visit
  return (
    <html lang={words.lang} {...(theme === 'auto' ? {} : { 'data-theme': theme })}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="format-detection" content="telephone=no" />
        <ThemeColour theme={theme} />
        <title>{`${title} · ${brand}`}</title>
        <link rel="stylesheet" href={styleAsset.path} />
        <link rel="icon" type="image/svg+xml" href={iconAsset.path} />
        <script src={scriptAsset.path} defer />
      </head>
      <body>
        <a className="skip" href="#content">
          {words.skip}
        </a>
        <header>
          {visit.payments !== 'live' && (
            <div className="sandbox">{visit.payments === 'sandbox' ? words.sandbox : words.noMerchant}</div>
          )}
          <div className="top">
            <a className="brand" href="/">
              <Mark />
              {brand}
            </a>
            <Menu visit={visit} />
          </div>
        </header>
        <main id="content" className={layout}>
          {children}
        </main>
        <footer>
          <a href="/terms">{words.terms}</a>
          <a href="/privacy">{words.privacy}</a>
          <a href="/support">{words.support}</a>
          <a href={preference(visit, 'lang', visit.locale === 'zh' ? 'en' : 'zh')} lang={words.otherLang}>
            {words.otherLanguage}
          </a>
        </footer>
      </body>
    </html>
  )
}

/** Sets how somebody wants to read, and comes back to where he is. */
const preference = ({ path }: Visit, name: 'lang' | 'theme', value: string): string =>
  `/preferences?${name}=${value}&back=${encodeURIComponent(path)}`

/** What a phone paints around the page. */
function ThemeColour({ theme }: Pick<Visit, 'theme'>) {
  if (theme !== 'auto') return <meta name="theme-color" content={groundColours[theme]} />
  return (['light', 'dark'] as const).map(scheme => (
    <meta
      key={scheme}
      name="theme-color"
      content={groundColours[scheme]}
      media={`(prefers-color-scheme:${scheme})`}
    />
  ))
}

/** A gate over water. */
function Mark() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
      <path d="M4 3v12M20 3v12M4 5h16M9 5v7h6V5" />
      <path d="M2 20q2.5-2.5 5 0t5 0 5 0 5 0" />
    </svg>
  )
}

function Menu({ visit }: { readonly visit: Visit }) {
  const { words, signedIn, csrf, locale, theme } = visit
  const languages = [
    { code: 'zh', text: '中文', lang: 'zh-CN' },
    { code: 'en', text: 'English', lang: 'en' },
  ]
  const themes = [
    { code: 'auto', text: words.themeAuto },
    { code: 'light', text: words.themeLight },
    { code: 'dark', text: words.themeDark },
  ]
  return (
    <details className="menu">
      <summary>
        <span>{signedIn === null ? words.menu : shortName(signedIn.email)}</span>
      </summary>
      <ul>
        {signedIn === null ? (
          <>
            <MenuLink href="/sign-in" text={words.signIn} />
            <MenuLink href="/register" text={words.register} />
          </>
        ) : (
          <>
            <MenuLink href="/home" text={words.home} />
            <MenuLink href="/buy" text={words.buy} />
            <MenuLink href="/orders" text={words.order.list} />
            <MenuLink href="/account" text={words.account} />
            <li>
              <form method="post" action="/sign-out">
                <input type="hidden" name="csrf" value={csrf} />
                <button type="submit">{words.signOut}</button>
              </form>
            </li>
          </>
        )}
        <li className="pair">
          {languages.map(({ code, text, lang }) => (
            <a key={code} href={preference(visit, 'lang', code)} lang={lang} {...current(code === locale)}>
              {text}
            </a>
          ))}
        </li>
        <li className="pair">
          {themes.map(({ code, text }) => (
            <a key={code} href={preference(visit, 'theme', code)} {...current(code === theme)}>
              {text}
            </a>
          ))}
        </li>
      </ul>
    </details>
  )
}

const current = (is: boolean) => (is ? ({ 'aria-current': 'true' } as const) : {})
const shortName = (email: string) => email.split('@')[0] ?? email

function MenuLink({ href, text }: { readonly href: string; readonly text: string }) {
  return (
    <li>
      <a href={href}>{text}</a>
    </li>
  )
}
