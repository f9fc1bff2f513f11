import { expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { useFieldHeight } from './fieldHeight'

it('K2 keeps the field as high as its text, until its scope ends', async () => {
  const field = document.createElement('textarea')
  let height = 44
  Object.defineProperty(field, 'scrollHeight', { get: () => height })
  const shown = shallowRef<HTMLTextAreaElement | null>(null)
  const text = shallowRef('')
  const scope = effectScope()
  scope.run(() => {
    useFieldHeight(
      () => shown.value,
      () => text.value,
    )
  })
  shown.value = field
  await nextTick()
  expect(field.style.blockSize).toBe('44px')
  height = 88
  text.value = 'two\nlines'
  await nextTick()
  expect(field.style.blockSize).toBe('88px')
  scope.stop()
  height = 44
  text.value = ''
  await nextTick()
  expect(field.style.blockSize).toBe('88px')
})
