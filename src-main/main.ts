import { app } from 'electron'
import { registerRendererScheme } from './window/serve-renderer.ts'
import { startConsole } from './window/start-console.ts'

app.enableSandbox()
registerRendererScheme()

// A second start hands its link to the first and ends.
if (!app.requestSingleInstanceLock()) app.quit()
else void app.whenReady().then(startConsole)
