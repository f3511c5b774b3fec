import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import { callChannel, pushChannel } from '../ipc-contract/bridge.ts'

// Nothing is judged here: the main process checks sender, name and form of every call.
contextBridge.exposeInMainWorld('sluice', {
  call: (name: unknown, input: unknown) => ipcRenderer.invoke(callChannel, name, input),
  on: (name: unknown, listener: (payload: unknown) => void) => {
    const hear = (_event: IpcRendererEvent, heard: unknown, payload: unknown) => {
      if (heard === name) listener(payload)
    }
    ipcRenderer.on(pushChannel, hear)
    return () => ipcRenderer.removeListener(pushChannel, hear)
  },
})
