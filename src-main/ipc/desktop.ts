import type { ChannelAnswer, ParsedInput } from '../ipc-contract/channels.ts'

/** What the handlers need of the system around the window: Electron, or what stands for it in a test. */
export interface Desktop {
  describe(): ChannelAnswer<'app.read'>
  saveFile(file: ParsedInput<'file.save'>): Promise<string | null>
  pickFile(what: ParsedInput<'file.pick'>['what']): Promise<string | null>
  writeClipboard(text: string): void
  openExternal(url: string): Promise<void>
  alert(alert: ParsedInput<'desktop.alert'>): void
  dress(dress: ParsedInput<'window.dress'>): void
}
