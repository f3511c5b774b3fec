import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const water: MantineColorsTuple = [
  '#e3f4f6',
  '#c9e8ec',
  '#9bd3db',
  '#66bcc8',
  '#3bc9db',
  '#1a8ea0',
  '#0b7285',
  '#0b6375',
  '#0b4f5c',
  '#083d48',
]

/** Fields and menus of the dark look: the panel's own hue, not Mantine's grey. */
const dark: MantineColorsTuple = [
  '#e6eef1',
  '#c3d0d6',
  '#9fb1ba',
  '#82959f',
  '#2c3c44',
  '#223037',
  '#182227',
  '#141d21',
  '#0e1518',
  '#0a1012',
]

/** What Mantine's own parts say to a screen reader. */
export interface PartNames {
  readonly close: string
}

/** Mantine in the colours of water and instruments; the palette itself is in base.css. */
export const buildTheme = ({ close }: PartNames) =>
  createTheme({
    primaryColor: 'water',
    primaryShade: { light: 6, dark: 6 },
    colors: { water, dark },
    fontFamily:
      '"Inter Variable", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif',
    fontFamilyMonospace:
      'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace',
    fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '28px' },
    defaultRadius: 6,
    cursorType: 'pointer',
    focusRing: 'auto',
    respectReducedMotion: true,
    components: {
      Button: { defaultProps: { size: 'sm' } },
      TextInput: { defaultProps: { size: 'sm' } },
      Modal: {
        defaultProps: {
          radius: 10,
          closeButtonProps: { 'aria-label': close },
          transitionProps: { duration: 140 },
          overlayProps: { backgroundOpacity: 0.4 },
          styles: {
            title: {
              color: 'var(--ink)',
              fontSize: 16,
              fontWeight: 650,
              overflowWrap: 'anywhere',
              minWidth: 0,
            },
          },
        },
      },
      Drawer: {
        defaultProps: { closeButtonProps: { 'aria-label': close }, transitionProps: { duration: 140 } },
      },
      Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 120 } } },
      Menu: { defaultProps: { transitionProps: { duration: 120 }, shadow: 'md' } },
      Popover: { defaultProps: { transitionProps: { duration: 120 }, shadow: 'md' } },
    },
  })

/** Alerts are written in the colours of tags. */
const lightOf = (mantine: string, own: string) => ({
  [`--mantine-color-${mantine}-light`]: `var(--${own}b)`,
  [`--mantine-color-${mantine}-light-color`]: `var(--${own})`,
})

/** Mantine's own surfaces take the colours of base.css. */
export const resolveVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--panel)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink2)',
    '--mantine-color-default': 'var(--panel)',
    '--mantine-color-default-hover': 'var(--sel)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-placeholder': 'var(--ink3)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-anchor': 'var(--water)',
    ...lightOf('red', 'bad'),
    ...lightOf('green', 'ok'),
    ...lightOf('yellow', 'warn'),
  }
  return { variables: {}, light: shared, dark: shared }
}
