import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { useDebounced } from '../lib/use-debounced.ts'
import { useScreenKey } from '../lib/use-screen-key.ts'
import classes from './filter-bar.module.css'

const settleMs = 200

interface ListSearchProps {
  readonly value: string
  /** Called once the operator pauses. */
  onChange(value: string): void
  readonly placeholder: string
  /** More than the hub would look for is not taken: a list that ignores what stands here would show all. */
  readonly longest?: number
}

const longestText = 64

/** Searches in a list: `/` goes there, Escape empties it and then leaves it, arrow down goes to the rows. */
export function ListSearch({ value, onChange, placeholder, longest = longestText }: ListSearchProps) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const settled = useDebounced(text, settleMs)
  useScreenKey(
    '/',
    useCallback(() => input.current?.focus(), []),
  )
  // Cleared from elsewhere.
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed is sent, not who hears it
  useEffect(() => {
    if (settled.trim() === sent.current) return
    sent.current = settled.trim()
    onChange(sent.current)
  }, [settled])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (text === '') input.current?.blur()
      else setText('')
    } else if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('[data-grid]')?.focus()
    else return
    event.preventDefault()
  }
  return (
    <TextInput
      ref={input}
      type="search"
      className={classes['search'] ?? ''}
      value={text}
      onChange={event => setText(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      maxLength={longest}
      placeholder={placeholder}
      aria-label={placeholder}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={text === '' ? <kbd aria-hidden>/</kbd> : null}
    />
  )
}
