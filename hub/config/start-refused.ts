/** The hub cannot start as it was asked to; each problem says what is wrong and what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}
