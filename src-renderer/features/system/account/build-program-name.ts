const browsers: readonly (readonly [name: string, mark: RegExp])[] = [
  ['Edge', /\bEdg\//],
  ['Firefox', /\bFirefox\//],
  ['Chrome', /\bChrom(e|ium)\//],
  ['Safari', /\bSafari\//],
  ['curl', /^curl\//],
]

/** What somebody signed in with, by what it says of itself; null for the console, which says nothing. */
export function nameProgram(userAgent: string): string | null {
  if (userAgent.trim() === '' || /sluice/i.test(userAgent)) return null
  return browsers.find(([, mark]) => mark.test(userAgent))?.[0] ?? userAgent.slice(0, 40)
}
