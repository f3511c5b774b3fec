import {
  emptyName,
  featureImports,
  hubLayers,
  lengthExempt,
  longestFile,
  pureByDeclaration,
  pureFile,
  purePackages,
  pureZones,
  type Zone,
  zoneImports,
  zonePackages,
  zones,
} from './layer-table.ts'
import type { ImportFact, ModuleFacts, Violation } from './module-facts.ts'

/** Everything that is wrong with one file by itself: what it imports, its name, its length. */
export function checkModule(facts: ModuleFacts): Violation[] {
  const found: Violation[] = []
  for (const one of facts.imports) {
    const breach = checkImport(facts.path, one)
    if (breach) found.push({ path: facts.path, line: one.line, ...breach })
  }
  if (pureZones.includes(zoneOf(facts.path)) && pureFile.test(facts.path)) {
    for (const { what, line } of facts.impurities) {
      found.push({ path: facts.path, line, rule: 'pure', message: `a pure file uses ${what}` })
    }
  }
  const about = (rule: string, message: string) => found.push({ path: facts.path, line: 1, rule, message })
  if (facts.isBarrel) about('barrel', 'the file only hands on what others export')
  if (facts.lines > longestFile && !lengthExempt.some(exempt => exempt.test(facts.path)))
    about('length', `${facts.lines} lines, at most ${longestFile} are allowed`)
  const empty = facts.path.split('/').find(part => emptyName.test(part.replace(/(\.test|\.d)?\.[a-z]+$/, '')))
  if (empty) about('name', `"${empty}" does not say what is inside`)
  return found
}

type Breach = { readonly rule: string; readonly message: string } | undefined

function checkImport(from: string, { specifier, target }: ImportFact): Breach {
  switch (target.kind) {
    case 'file':
      return checkFile(from, target.path)
    case 'package':
    case 'builtin':
      return checkOutside(from, target.name, target.kind)
    case 'unresolved':
      return { rule: 'unresolved', message: `${specifier} leads nowhere` }
    case 'computed':
      if (['root', 'scripts', 'test'].includes(zoneOf(from))) return undefined
      return { rule: 'computed', message: 'the name of an imported module must be written out' }
  }
}

function checkFile(from: string, to: string): Breach {
  const fromZone = zoneOf(from)
  const toZone = zoneOf(to)
  if (fromZone !== toZone && !zoneImports[fromZone].includes(toZone))
    return { rule: 'zone', message: `${fromZone} may not import ${toZone} (${to})` }
  if (isPure(from) && toZone !== 'contract' && !isPure(to))
    return { rule: 'pure', message: `a pure file imports ${to}, which is not pure` }
  if (fromZone === 'hub' && toZone === 'hub') return checkHub(from, to)
  if (fromZone === 'renderer' && toZone === 'renderer') return checkRenderer(from, to)
  return undefined
}

function checkOutside(from: string, name: string, kind: 'package' | 'builtin'): Breach {
  const allowed = zonePackages[zoneOf(from)]
  const refused = { rule: 'package', message: `${zoneOf(from)} may not import ${name}` }
  if (kind === 'builtin' && allowed && !allowed.node) return refused
  if (kind === 'package' && allowed?.only && !allowed.only.includes(name)) return refused
  if (kind === 'package' && allowed?.never?.includes(name)) return refused
  if (isPure(from) && !purePackages.includes(name))
    return { rule: 'pure', message: `a pure file imports ${name}` }
  return undefined
}

function checkHub(from: string, to: string): Breach {
  const [fromFolder, toFolder] = [hubFolder(from), hubFolder(to)]
  if (fromFolder === toFolder) return undefined
  const [fromPlace, toPlace] = [hubPlace(fromFolder), hubPlace(toFolder)]
  if (!fromPlace || !toPlace)
    return {
      rule: 'layer',
      message: `hub/${fromPlace ? toFolder : fromFolder} has no place in the hub's order`,
    }
  const isLeft =
    toPlace.group === fromPlace.group
      ? toPlace.free || toPlace.index < fromPlace.index
      : toPlace.group < fromPlace.group
  return isLeft
    ? undefined
    : { rule: 'layer', message: `hub/${fromFolder} may not import hub/${toFolder} (${to})` }
}

function hubPlace(folder: string) {
  for (const [group, layer] of hubLayers.entries()) {
    const index = layer.folders.indexOf(folder)
    if (index >= 0) return { group, index, free: layer.free === true }
  }
  return undefined
}

function checkRenderer(from: string, to: string): Breach {
  const [fromFolder, fromFeature] = rendererFolder(from)
  const [toFolder, toFeature] = rendererFolder(to)
  const isShared = featureImports.includes(fromFolder)
  const refused = { rule: 'feature', message: `${from} may not import ${to}` }
  if (isShared) return featureImports.includes(toFolder) ? undefined : refused
  if (fromFolder !== 'features') return undefined
  const isOwn = toFolder === 'features' && toFeature === fromFeature
  return isOwn || featureImports.includes(toFolder) ? undefined : refused
}

function rendererFolder(path: string): readonly [string, string] {
  const [, folder = '', inner = ''] = path.split('/')
  return [folder, inner]
}

/** `hub/users/x.ts` -> `users`; `hub/app.ts` -> `app`. */
function hubFolder(path: string): string {
  return path.split('/')[1]?.replace(/\.tsx?$/, '') ?? ''
}

function isPure(path: string): boolean {
  if (pureByDeclaration.includes(path)) return true
  return pureZones.includes(zoneOf(path)) && pureFile.test(path)
}

function zoneOf(path: string): Zone {
  let best: { readonly prefix: string; readonly zone: Zone } = { prefix: '', zone: 'root' }
  for (const [prefix, zone] of Object.entries(zones)) {
    if (path.startsWith(`${prefix}/`) && prefix.length > best.prefix.length) best = { prefix, zone }
  }
  return best.zone
}
