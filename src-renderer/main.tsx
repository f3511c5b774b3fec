import '@fontsource-variable/inter/index.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import '@mantine/dates/styles.css'
import './app/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { startLanguage } from './app/start-language.ts'
import { startConnection } from './lib/connection-store.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no root')
await startLanguage()
void startConnection()
createRoot(root).render(<App />)
