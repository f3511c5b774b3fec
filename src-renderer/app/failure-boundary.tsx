import { Button, Center, Code, Stack, Text } from '@mantine/core'
import { Component, type ReactNode } from 'react'

interface State {
  readonly error: Error | null
}

/** The last net: a bug in one screen leaves a way back instead of a white window. */
export class FailureBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    const startAgain = () => {
      window.location.hash = '/'
      this.setState({ error: null })
    }
    return (
      <Center h="100%">
        <Stack align="center" maw={560}>
          <Text fw={650}>Something broke in this window · 这个窗口出错了</Text>
          <Code block>{error.message}</Code>
          <Button onClick={startAgain}>Start again · 重新开始</Button>
        </Stack>
      </Center>
    )
  }
}
